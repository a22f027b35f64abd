import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { api, deliver, send } from '../support/http.js';
import { storeEnv } from '../support/s3-env.js';
import { startService, type ServiceProcess } from '../support/service-process.js';

/** Asked so often, each process behind one port has answered. */
const ASKED = 12;

describe('schemas in a bucket that three replicas share, one of them with two processes', () => {
  let env: Record<string, string>;
  let replicas: ServiceProcess[];

  beforeEach(async () => {
    env = await storeEnv();
    replicas = await Promise.all([
      startService(env),
      startService(env),
      startService({ ...env, WORKERS: '2' }),
    ]);
  });
  afterEach(async () => {
    await Promise.all(replicas.map((replica) => replica.end('SIGKILL')));
  });

  async function change(path: string, init: RequestInit, at = 0) {
    const url = `${replicas[at]!.url}/api/v1/schemas`;
    const headers = { 'If-Match': (await send(url)).headers.get('etag') ?? '' };
    return send(url + path, { headers, ...init });
  }

  /** A new connection each time, so that both processes behind one port are asked. */
  async function digests(): Promise<unknown[]> {
    const asked = replicas.flatMap(({ url }) => Array.from({ length: ASKED }, () => url));
    const answers = await Promise.all(
      asked.map((url) => send(`${url}/version`, { headers: { connection: 'close' } })),
    );
    return [...new Set(answers.map(({ body }) => body['schemas']))];
  }

  const event = (id: string) => ({ event_id: id, schema_version: 'v9', payload: { amount: 1 } });

  it('are taken by all, by one that starts meanwhile, and rolled back in one call', async () => {
    const parked = await deliver(replicas[1]!.url, event('a'));
    const [shipped] = await digests();

    const put = await change('/v9', { method: 'PUT', body: '{"required":["payload"]}' });
    expect(put.status).toBe(200);
    const starting = startService(env);
    const { digest } = put.body;
    await expect.poll(digests, { interval: 100 }).toEqual([digest]);
    replicas.push(await starting);
    expect((await deliver(replicas[3]!.url, event('b'))).body).toEqual({ status: 'accepted' });
    expect(await digests()).toEqual([digest]);

    const retried = await api(replicas[2]!.url, `/events/${parked.body.trace_id}/retry`);
    expect(retried.body.outcome).toBe('processed');

    const back = await change(
      '/rollback',
      { method: 'POST', body: JSON.stringify({ digest: shipped }), headers: {} },
      2,
    );
    expect(back.body).toMatchObject({ digest: shipped, changed: true });
    await expect.poll(digests, { interval: 100 }).toEqual([shipped]);
    const history = await send(`${replicas[1]!.url}/api/v1/schemas/history`);
    expect(history.body.items).toMatchObject([{ action: 'rollback' }, { action: 'put', digest }]);
  });

  it('are changed by one of two admins at once', async () => {
    for (const round of [1, 2, 3, 4, 5]) {
      const etag = `"${String((await digests())[0])}"`;
      const answers = await Promise.all(
        replicas.map(({ url }, i) =>
          send(`${url}/api/v1/schemas/v9`, {
            method: 'PUT',
            headers: { 'If-Match': etag },
            body: JSON.stringify({ title: `${round} by ${i}` }),
          }),
        ),
      );
      expect(answers.map(({ status }) => status).toSorted((a, b) => a - b)).toEqual([200, 412, 412]);
      const won = answers.find(({ status }) => status === 200)!.body['digest'];
      await expect.poll(digests, { interval: 100 }).toEqual([won]);
    }
  });
});
