import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { StoreError } from '../../src/store/store-error.js';
import { deliver, send } from '../support/http.js';
import { SchemaDirectory } from '../support/schema-directory.js';
import { SchemaReplicas } from '../support/schema-replicas.js';

const STRICT = { properties: { payload: { required: ['amount'] } } };
const LOOSE = { type: 'object' };
const CURRENT = 'schemas/current.json';

const event = (id: string) => ({ event_id: id, schema_version: 'v9', payload: {} });

describe('schemas in the bucket, when something fails', () => {
  let replicas: SchemaReplicas;

  beforeEach(async () => {
    replicas = await SchemaReplicas.start();
  });
  afterEach(() => replicas.close());

  it('are in the audit before they are changed, and stay where that fails', async () => {
    const before = await replicas.digestOf();
    const { digest } = (await replicas.put('/v9?reason=OPS-312', LOOSE)).body;
    const { body } = await send(`${replicas.first.url}/api/v1/audit?action=schemas_changed`);
    expect(body.items).toMatchObject([
      {
        target: { schema_version: 'v9' },
        reason: 'OPS-312',
        before: { digest: before },
        after: { digest, change: 'put', file: 'v9.schema.json' },
      },
    ]);
    const [{ audit_id }] = body.items as never as [{ audit_id: string }];
    expect((await replicas.get('/history')).body['items']).toMatchObject([{ audit_id }]);
    replicas.store.interference.before = (operation, key) => {
      if (operation === 'put' && key.startsWith('audit/')) throw permanent();
    };
    const refused = await replicas.put('/v9', STRICT);
    expect([refused.status, refused.body.code]).toEqual([503, 'audit_unavailable']);
    expect(await replicas.digestOf()).toBe(digest);
  });

  it('are not noted a second time by the replica that takes them', async () => {
    const second = await replicas.start();
    const { digest } = (await replicas.put('/v9', LOOSE)).body;
    await expect.poll(() => replicas.digestOf(second)).toBe(digest);
    const { body } = await send(`${replicas.first.url}/api/v1/audit?action=schemas_changed`);
    expect(body.items).toHaveLength(1);
  });

  it.each([
    ['current.json', () => CURRENT, 'no JSON', 'schemas/current.json names no set'],
    ['the set', (digest: string) => `schemas/${digest}.json`, '{"files":[]}', 'is missing or damaged'],
  ])('stay where %s is damaged, and a rollback puts it right', async (_what, keyOf, bytes, told) => {
    const good = String((await replicas.put('/v9', LOOSE)).body['digest']);
    const digest = String((await replicas.put('/v9', STRICT)).body['digest']);
    replicas.damage(keyOf(digest), bytes);
    const late = await replicas.start();
    expect(await replicas.check(late)).toMatchObject({
      status: 'unavailable',
      detail: expect.stringContaining(told) as string,
    });
    expect((await deliver(late.url, event('e'))).status).toBe(503);
    expect((await send(`${replicas.first.url}/api/v1/schemas/reload`, { method: 'POST' })).status).toBe(409);
    expect(await replicas.check()).toMatchObject({
      status: 'degraded',
      detail: expect.stringContaining('stay') as string,
    });
    expect(await replicas.digestOf()).toBe(digest);
    // The replica that has no set can be asked, too.
    expect((await replicas.rollBack(good, late)).status).toBe(200);
    await expect.poll(() => replicas.check(late)).toEqual({ status: 'ok' });
    await expect.poll(() => replicas.digestOf()).toBe(good);
    await expect.poll(() => replicas.check()).toEqual({ status: 'ok' });
    const log = late.log.lines.filter(({ event: name }) => name === 'schemas_damaged');
    expect(log).toHaveLength(1);
  });

  it('are put back by a replica that has them in use', async () => {
    const digest = String((await replicas.put('/v9', LOOSE)).body['digest']);
    replicas.damage(`schemas/${digest}.json`, 'no JSON');
    expect((await send(`${replicas.first.url}/api/v1/schemas/reload`, { method: 'POST' })).status).toBe(409);
    expect((await replicas.rollBack(digest)).body).toMatchObject({ digest, changed: false });
    expect((await replicas.get('', await replicas.start())).body).toMatchObject({ digest });
    await expect.poll(() => replicas.check()).toEqual({ status: 'ok' });
  });

  it('are waited for by a replica that starts while the store is down, and stay in the others', async () => {
    const digest = String((await replicas.put('/v9', LOOSE)).body['digest']);
    replicas.store.interference.before = (_operation, key) => {
      if (key.startsWith('schemas/')) throw permanent();
    };
    const late = await replicas.start();
    expect((await send(`${late.url}/health/live`)).status).toBe(200);
    expect((await send(`${late.url}/health/ready`)).status).toBe(503);
    expect((await deliver(late.url, event('e'))).body.code).toBe('store_unavailable');
    expect((await replicas.get('', late)).body.code).toBe('store_unavailable');
    expect(await replicas.digestOf(late)).toBeNull();
    expect((await deliver(replicas.first.url, event('e'))).body).toEqual({ status: 'accepted' });
    replicas.store.interference = {};
    await expect.poll(() => replicas.digestOf(late)).toBe(digest);
    expect((await deliver(late.url, event('f'))).body).toEqual({ status: 'accepted' });
    await expect.poll(async () => (await send(`${late.url}/health/ready`)).status).toBe(200);
  });

  it('are those of the files of SCHEMA_DIR where that is set, and not changed', async () => {
    const directory = new SchemaDirectory({ 'v9.schema.json': LOOSE });
    await replicas.put('/v9', STRICT);
    const managed = await replicas.start({ SCHEMA_DIR: directory.path });
    expect((await replicas.get('', managed)).body).toMatchObject({
      source: 'files',
      versions: [{ version: 'v9' }],
    });
    const calls = [
      ['PUT', '/v9', LOOSE],
      ['DELETE', '/v9', undefined],
      ['PUT', '/files/registry.json', {}],
      ['DELETE', '/files/registry.json', undefined],
      ['POST', '/rollback', { digest: '0'.repeat(64) }],
    ] as const;
    for (const [method, path, body] of calls) {
      const refused = await replicas.call(method, path, body, { app: managed });
      expect([method, path, refused.status, refused.body.code]).toEqual([
        method,
        path,
        409,
        'managed_by_files',
      ]);
    }
    expect((await replicas.get('/v9', managed)).text).toBe(JSON.stringify(LOOSE));
    expect((await replicas.get('/history', managed)).body).toEqual({ items: [] });
    directory.delete();
  });
});

/** What the store refuses for good, so that nobody waits for a second try. */
function permanent(): StoreError {
  return new StoreError('S3 answered 403', { outcomeUnknown: false, retryable: false });
}
