import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { deliver, send } from '../support/http.js';
import { readPrometheusText, valueIn } from '../support/prometheus-text.js';
import { startS3Server, type S3Server } from '../support/s3-server.js';
import { startService, type ServiceProcess } from '../support/service-process.js';

/** Each worker loads the whole service: on a machine that is busy this takes its time. */
const AMPLE_MS = 180_000;

describe('WORKERS=2', { timeout: AMPLE_MS }, () => {
  let s3: S3Server;
  let dataDir: string;
  let service: ServiceProcess | undefined;

  beforeEach(async () => {
    s3 = await startS3Server();
    dataDir = await mkdtemp(join(tmpdir(), 'cxone-dlq-workers-'));
  });

  afterEach(async () => {
    await service?.end('SIGKILL');
    service = undefined;
    await s3.stop();
    await rm(dataDir, { recursive: true, force: true });
  });

  const startWith = async (env: Record<string, string> = {}) =>
    (service = await startService({
      DATA_DIR: dataDir,
      DLQ_BUCKET: s3.bucket,
      AWS_ENDPOINT_URL_S3: s3.endpoint,
      AWS_ACCESS_KEY_ID: 'test',
      AWS_SECRET_ACCESS_KEY: 'test',
      WORKERS: '2',
      ...env,
    }));
  const started = (service: ServiceProcess) =>
    service
      .output()
      .split('\n')
      .filter((line) => line.includes('"started"')).length;
  const startAll = async () => {
    const running = await startWith();
    await expect.poll(() => started(running), { timeout: AMPLE_MS }).toBe(2);
    return running;
  };
  const owners = () =>
    new Set(
      [...s3.objects.values()].flatMap(({ bytes }) =>
        ((JSON.parse(bytes.toString()).attempts ?? []) as Array<{ by: string }>).map(({ by }) => by),
      ),
    );

  it('is two replicas behind one port, of which a killed one comes back and the first writes the snapshot', async () => {
    const running = await startAll();
    let nth = 0;
    // Each by a connection of its own, so that they are spread.
    const deliverAnother = () =>
      deliver(running.url, { event_id: `e${nth++}`, payload: {} }, { Connection: 'close' });
    await expect.poll(async () => (await deliverAnother()) && owners().size, { timeout: AMPLE_MS }).toBe(2);

    // Whichever worker is scraped, it answers for both.
    for (let scrape = 0; scrape < 3; scrape++) {
      expect(await figuresOf(running)).toMatchObject({ deadLetters: nth, answered: 2 });
    }

    const pids = await children(running.process.pid!);
    expect(pids).toHaveLength(2);
    process.kill(pids[0]!, 'SIGKILL');
    await expect.poll(() => running.output(), { timeout: AMPLE_MS }).toContain('"worker_ended"');
    expect(await figuresOf(running)).toMatchObject({ deadLetters: nth });
    expect((await send(`${running.url}/health/live`)).status).toBe(200);
    await expect.poll(() => started(running), { timeout: AMPLE_MS }).toBe(3);
    await expect.poll(async () => (await deliverAnother()) && owners().size, { timeout: AMPLE_MS }).toBe(3);

    expect(await figuresOf(running)).toMatchObject({ deadLetters: nth, answered: 2 });

    const present = await children(running.process.pid!);
    expect(await running.end('SIGTERM')).toBe(0);
    expect(present.filter(isAlive)).toEqual([]);
    expect((await readdir(dataDir)).filter((name) => name.includes('catalog'))).toEqual(['catalog.snapshot']);
  });

  it('gives a connection that a killed worker had not taken to another one', async () => {
    const running = await startAll();
    const [first = 0] = await children(running.process.pid!);
    process.kill(first, 'SIGSTOP');
    const live = () => send(`${running.url}/health/live`, { headers: { Connection: 'close' } });
    let answered = 0;
    const all = Promise.all(
      Array.from({ length: 6 }, async () => {
        const { status } = await live();
        answered++;
        return status;
      }),
    );
    // The stopped worker is handed one connection; it never says that it has it.
    await expect.poll(() => answered, { timeout: AMPLE_MS }).toBe(5);
    process.kill(first, 'SIGKILL');
    expect(await all).toEqual(Array.from({ length: 6 }, () => 200));
    expect(await running.end('SIGTERM')).toBe(0);
  });

  it('ends with what is wrong where the workers cannot start', async () => {
    // An address of nobody (RFC 5737).
    await expect(startWith({ HOST: '203.0.113.1' })).rejects.toThrow(/ended with 1:[\s\S]*start_failed/);
  });
});

/** What one scrape says, by a connection of its own. */
async function figuresOf({ url }: ServiceProcess) {
  const { text } = await send(`${url}/metrics`, { headers: { Connection: 'close' } });
  const families = readPrometheusText(text);
  return {
    deadLetters: valueIn(families, 'cxone_dlq_events_received_total', { outcome: 'dead_lettered' }),
    answered: valueIn(families, 'cxone_dlq_workers', { state: 'answered' }),
  };
}

async function children(parent: number): Promise<number[]> {
  const text = await readFile(`/proc/${parent}/task/${parent}/children`, 'utf8');
  return text.trim().split(/\s+/).map(Number);
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
}
