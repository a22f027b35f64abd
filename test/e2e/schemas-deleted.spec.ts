import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { api, deliver, send } from '../support/http.js';
import { SchemaReplicas } from '../support/schema-replicas.js';

const LOOSE = { type: 'object' };

describe('deleting a file of the schemas', () => {
  let replicas: SchemaReplicas;

  beforeEach(async () => {
    replicas = await SchemaReplicas.start();
  });
  afterEach(() => replicas.close());

  const remove = (path: string) => replicas.call('DELETE', path, undefined);

  it('is audited with its reason, leaves its dead letters, and is taken back by a rollback', async () => {
    const { digest } = (await replicas.put('/v9', { ...LOOSE, required: ['timestamp'] })).body;
    const event = { event_id: 'e', schema_version: 'v9', payload: {} };
    const { trace_id } = (await deliver(replicas.first.url, event)).body;
    const answer = await remove('/files/v9.schema.json?reason=nobody+sends+it');
    expect([answer.status, answer.body]).toMatchObject([200, { versions: ['v2.1'], changed: true }]);
    expect((await replicas.get('/history')).body['items']).toMatchObject([
      { action: 'delete', file: 'v9.schema.json', before: digest, reason: 'nobody sends it' },
      { action: 'put' },
    ]);
    const audit = await send(`${replicas.first.url}/api/v1/audit?action=schemas_changed&limit=1`);
    expect(audit.body['items']).toMatchObject([
      { reason: 'nobody sends it', after: { change: 'delete', file: 'v9.schema.json' } },
    ]);
    const retried = await api(replicas.first.url, `/events/${trace_id}/retry`);
    expect(retried.body.error).toContain('no schema and no processor for version "v9"');
    expect((await replicas.rollBack(digest)).body).toMatchObject({ versions: ['v2.1', 'v9'] });
    expect((await replicas.get('/v9')).status).toBe(200);
  });

  it('is refused where events without a version need it, until the registry names another', async () => {
    expect((await replicas.get()).body).toMatchObject({ default_version: 'v2.1' });
    await replicas.put('/v9', LOOSE);
    const before = await replicas.digestOf();
    for (const path of ['/v2.1', '/files/v2.1.schema.json']) {
      const refused = await remove(path);
      expect([refused.status, refused.body.code]).toEqual([409, 'schema_is_default']);
    }
    expect(await replicas.digestOf()).toBe(before);
    await replicas.put('/files/registry.yaml', 'default: v9\n');
    expect((await replicas.get()).body).toMatchObject({ default_version: 'v9' });
    expect((await remove('/v2.1')).body).toMatchObject({ versions: ['v9'] });
    // Without the registry file the default is one that is not there any more.
    expect((await remove('/files/registry.yaml')).body).toMatchObject({ code: 'schema_is_default' });
    const sent = await deliver(replicas.first.url, { event_id: 'plain', payload: {} });
    expect(sent.body).toEqual({ status: 'accepted' });
  });

  it('is refused where another file needs it', async () => {
    await replicas.put('/v9', LOOSE);
    await replicas.put('/files/registry.yaml', 'current: v9\n');
    expect((await remove('/v9')).body).toMatchObject({ status: 422, code: 'schemas_refused' });
  });

  it('needs the ETag of what the author has seen', async () => {
    await replicas.put('/v9', LOOSE);
    const without = await replicas.call('DELETE', '/files/v9.schema.json', undefined, { ifMatch: null });
    expect(without.body).toMatchObject({ status: 428, code: 'precondition_required' });
    const stale = await replicas.call('DELETE', '/files/v9.schema.json', undefined, { ifMatch: '"x"' });
    expect(stale.body).toMatchObject({ status: 412, code: 'precondition_failed' });
  });
});
