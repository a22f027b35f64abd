import { createHash, randomBytes } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { digestOfKey, newApiKey } from '../../src/access/keys/api-key.js';
import { deliver, send, type Answer } from '../support/http.js';
import { storeEnv } from '../support/s3-env.js';
import { startTestApp, type TestApp } from '../support/test-app.js';

const KEYS = { operator: newApiKey(randomBytes), admin: newApiKey(randomBytes) };
type Role = keyof typeof KEYS;
const ACCESS_KEYS = (['operator', 'admin'] as const)
  .map((role) => `${role}:${role}:${digestOfKey(KEYS[role])}`)
  .join();

describe('a job that erases', () => {
  let service: TestApp;

  beforeAll(async () => {
    service = await startTestApp({ env: { ...(await storeEnv()), ACCESS_KEYS } });
  });
  afterAll(() => service.close());

  const call = (role: Role, path: string, body?: object, method = 'POST'): Promise<Answer> =>
    send(`${service.url}/api/v1/dlq${path}`, {
      method,
      headers: { authorization: `Bearer ${KEYS[role]}` },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
  const get = (path: string) => call('admin', path, undefined, 'GET');
  const stateOf = async (id: string) => (await get(`/redrives/${id}`)).body['state'] as string;

  /** An event that its schema refuses. */
  const event = (event_id: string, interaction_id: string, tenant_id = 't') => ({
    event_id,
    tenant_id,
    schema_version: 'v9.9',
    payload: { interaction_id, name: 'Ada Lovelace' },
  });
  async function stored(id: string, interaction: string, tenant?: string): Promise<string> {
    const { body } = await deliver(service.url, event(id, interaction, tenant));
    return body.trace_id;
  }
  async function ran(body: object): Promise<Answer> {
    const plan = await call('admin', '/redrives', { action: 'erase', canary: [], ...body });
    expect(plan.status).toBe(201);
    const id = plan.body['job_id'] as string;
    expect((await call('admin', `/redrives/${id}/start`)).status).toBe(200);
    await expect.poll(() => stateOf(id), { timeout: 10_000 }).toBe('completed');
    return get(`/redrives/${id}`);
  }

  it('deletes the records of one person, whatever their state, and leaves the others', async () => {
    const [one, given, other] = [
      await stored('a', 'int_1'),
      await stored('b', 'int_1'),
      await stored('c', 'int_2'),
    ];
    await call('admin', `/events/${given}/discard`);
    const { body } = await ran({ filter: { interaction_id: 'int_1' }, reason: 'asked for by the person' });
    expect(body).toMatchObject({
      action: 'erase',
      total: 2,
      outcomes: { erased: 2 },
      succeeded: 2,
      remains: { versions_kept: expect.any(Number) },
    });
    for (const id of [one, given]) expect((await get(`/events/${id}`)).status).toBe(404);
    expect((await get(`/events/${other}`)).status).toBe(200);
    // The delivery comes again: it is a new event.
    const again = await stored('a', 'int_1');
    expect(again).not.toBe(one);
    expect((await get(`/events/${again}`)).body).toMatchObject({ status: 'parked' });
  });

  async function written(prefix: string): Promise<string[]> {
    const { entries } = await service.store.list({ prefix, limit: 1_000 });
    const reads = await Promise.all(entries.map(({ key }) => service.store.get(key)));
    return reads.map((read) =>
      read.outcome === 'found' ? Buffer.from(read.object.bytes).toString('utf8') : '',
    );
  }

  it('keeps nothing of the event in what the job has written, nor the id that was asked for', async () => {
    await stored('person-d', 'person-4');
    const { body } = await ran({ filter: { interaction_id: 'person-4' } });
    const texts = await written(`jobs/${body['job_id'] as string}/`);
    expect(texts.length).toBeGreaterThan(2);
    const audit = (await written('audit/')).filter((text) => text.includes(body['job_id'] as string));
    expect(audit).toHaveLength(2);
    for (const text of [...texts, ...audit]) expect(text).not.toMatch(/Lovelace|person-/);
    const digest = `sha256:${createHash('sha256').update('person-4').digest('hex')}`;
    expect(body['filter']).toEqual({ interaction_id: digest });
    expect(body['remains']).toMatchObject({
      elsewhere: expect.arrayContaining([{ where: 'audit/', what: expect.stringContaining('reasons') }]),
    });
    expect(audit.some((text) => text.includes(digest))).toBe(true);
  });

  it('forgets what it would have selected by when it is cancelled before its start', async () => {
    await stored('person-h', 'person-8');
    const plan = await call('admin', '/redrives', {
      action: 'erase',
      filter: { interaction_id: 'person-8' },
    });
    const id = plan.body['job_id'] as string;
    expect((await get(`/redrives/${id}`)).body['filter']).toEqual({ interaction_id: 'person-8' });
    await call('operator', `/redrives/${id}/cancel`);
    for (const text of await written(`jobs/${id}/`)) expect(text).not.toContain('person-8');
  });

  it('erases a tenant', async () => {
    await stored('e', 'int_5', 'gone');
    await stored('f', 'int_6', 'gone');
    expect((await ran({ filter: { tenant_id: 'gone' } })).body).toMatchObject({ outcomes: { erased: 2 } });
    expect((await get('/events?tenant_id=gone')).body.items).toEqual([]);
  });

  it('needs the role admin to be planned, started and resumed', async () => {
    await stored('g', 'int_7');
    const order = { action: 'erase', filter: { interaction_id: 'int_7' } };
    const refused = { status: 403, code: 'forbidden', required_role: 'admin' };
    expect((await call('operator', '/redrives', order)).body).toMatchObject(refused);
    const slow = { ...order, all: true, filter: {}, canary: [], rate_per_second: 0.1 };
    const id = (await call('admin', '/redrives', slow)).body['job_id'] as string;
    expect((await call('operator', `/redrives/${id}/start`)).body).toMatchObject(refused);
    await call('admin', `/redrives/${id}/start`);
    expect((await call('operator', `/redrives/${id}/pause`)).status).toBe(200);
    expect((await call('operator', `/redrives/${id}/resume`)).body).toMatchObject(refused);
    expect((await call('operator', `/redrives/${id}/cancel`)).status).toBe(200);
  });
});
