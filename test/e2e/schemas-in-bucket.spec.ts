import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { api, deliver } from '../support/http.js';
import { SchemaReplicas } from '../support/schema-replicas.js';

const STRICT = { properties: { payload: { required: ['amount'] } } };
const LOOSE = { type: 'object' };
const CURRENT = 'schemas/current.json';

const event = (id: string, payload: object = {}) => ({ event_id: id, schema_version: 'v9', payload });

describe('schemas in the bucket', () => {
  let replicas: SchemaReplicas;

  beforeEach(async () => {
    replicas = await SchemaReplicas.start();
  });
  afterEach(() => replicas.close());

  it('are the shipped ones before the replicas.first change, and nothing is written', async () => {
    const { body, headers } = await replicas.get();
    expect(body).toMatchObject({ source: 'shipped', versions: [{ version: 'v2.1' }] });
    expect(headers.get('etag')).toBe(`"${String(body['digest'])}"`);
    expect([...replicas.store.objects.keys()].filter((key) => key.startsWith('schemas/'))).toEqual([]);
    expect((await replicas.get('/history')).body).toEqual({ items: [] });
    expect(JSON.parse((await replicas.get('/v2.1')).text)).toHaveProperty('type', 'object');
  });

  it('are changed by one, taken by the other, and an event passes through any', async () => {
    const second = await replicas.start();
    const { trace_id } = (await deliver(second.url, event('e'))).body;
    const before = await replicas.digestOf();
    const answer = await replicas.put('/v9?reason=a+new+version', LOOSE);
    expect([answer.status, answer.body]).toEqual([
      200,
      { digest: expect.any(String) as string, versions: ['v2.1', 'v9'], changed: true },
    ]);
    expect(answer.headers.get('etag')).toBe(`"${String(answer.body['digest'])}"`);
    expect(await replicas.digestOf()).toBe(answer.body['digest']);
    await expect.poll(() => replicas.digestOf(second)).toBe(answer.body['digest']);
    expect((await api(second.url, `/events/${trace_id}/retry`)).body.outcome).toBe('processed');
    expect((await replicas.get('', second)).body).toMatchObject({ source: 'bucket' });
    expect((await replicas.get('/history', second)).body['items']).toMatchObject([
      {
        digest: answer.body['digest'],
        before,
        action: 'put',
        file: 'v9.schema.json',
        by: { name: 'loopback', kind: 'loopback' },
        reason: 'a new version',
      },
    ]);
  });

  it('are in force in a replica that starts, before it takes an event', async () => {
    await replicas.put('/v9', STRICT);
    const { body } = await deliver((await replicas.start()).url, event('e'));
    const { body: record } = await api(replicas.first.url, `/events/${body.trace_id}`, undefined, 'GET');
    expect(record).toMatchObject({ error_code: 'validation_failed' });
  });

  it('hold upcasters and the registry file, to the letter', async () => {
    const upcaster = '/* Ü */ $merge([$, {"payload": {"amount": payload.sum}}])';
    const registry = 'current: v9\ndefault: v8 # the old ones\n';
    expect((await replicas.put('/v9', STRICT)).status).toBe(200);
    expect((await replicas.put('/files/v8-to-v9.upcast.jsonata', upcaster)).status).toBe(200);
    expect((await replicas.put('/files/registry.yaml', registry)).status).toBe(200);
    expect((await replicas.get('/files/v8-to-v9.upcast.jsonata')).text).toBe(upcaster);
    const shown = await replicas.get('/files/registry.yaml');
    expect([shown.text, shown.headers.get('content-type')]).toEqual([registry, 'text/plain; charset=utf-8']);
    expect((await replicas.get()).body).toMatchObject({
      current: 'v9',
      upcasters: [{ from: 'v8', to: 'v9' }],
    });
    const sent = await deliver(replicas.first.url, { event_id: 'old', payload: { sum: 1.1 } });
    expect(sent.body).toEqual({ status: 'accepted' });
    // Events of v8 lead to it, so it cannot go before the upcaster does.
    expect((await replicas.call('DELETE', '/v9', undefined)).body).toMatchObject({ code: 'schemas_refused' });
    expect((await replicas.call('DELETE', '/files/registry.yaml', undefined)).status).toBe(200);
    expect((await replicas.call('DELETE', '/files/v8-to-v9.upcast.jsonata', undefined)).status).toBe(200);
    expect((await replicas.call('DELETE', '/v9', undefined)).body).toMatchObject({ versions: ['v2.1'] });
    expect((await replicas.get('/v9')).status).toBe(404);
    expect((await replicas.call('DELETE', '/v9', undefined)).status).toBe(404);
  });

  it('are rolled back in one call, also to the shipped ones', async () => {
    const shipped = await replicas.digestOf();
    const { digest } = (await replicas.put('/v9', LOOSE)).body;
    await replicas.put('/v9', STRICT);
    expect((await replicas.rollBack(digest)).body).toMatchObject({ digest, changed: true });
    expect((await replicas.get('/v9')).text).toBe(JSON.stringify(LOOSE));
    expect((await replicas.rollBack(shipped)).body).toMatchObject({ digest: shipped, versions: ['v2.1'] });
    const { body } = await replicas.get('/history');
    expect(body['items']).toMatchObject([
      { action: 'rollback', digest: shipped, file: null, reason: 'it was wrong' },
      { action: 'rollback', digest },
      { action: 'put' },
      { action: 'put' },
    ]);
    expect((await replicas.rollBack('0'.repeat(64))).status).toBe(404);
    expect((await replicas.rollBack('no digest')).body).toMatchObject({ code: 'invalid_request' });
  });

  it('need the ETag of what the author has seen', async () => {
    const stale = await replicas.etagOf();
    expect((await replicas.put('/v9', LOOSE, { ifMatch: null })).body).toMatchObject({
      code: 'precondition_required',
    });
    expect((await replicas.put('/v9', LOOSE)).status).toBe(200);
    for (const ifMatch of [stale, '*', '"x"', stale.slice(1, -1)]) {
      const refused = await replicas.put('/v9', STRICT, { ifMatch });
      expect([ifMatch, refused.status, refused.body.code]).toEqual([ifMatch, 412, 'precondition_failed']);
      expect(refused.headers.get('etag')).toBe(await replicas.etagOf());
    }
    // A proxy may have marked it as weak.
    expect((await replicas.put('/v9', STRICT, { ifMatch: `"x", W/${await replicas.etagOf()}` })).status).toBe(
      200,
    );
  });

  it('are changed by one of two admins at once, on two replicas; the other is told', async () => {
    const second = await replicas.start();
    for (const round of [1, 2, 3, 4]) {
      const ifMatch = await replicas.etagOf();
      await expect.poll(() => replicas.etagOf(second)).toBe(ifMatch);
      const answers = await Promise.all([
        replicas.put('/v9', { title: `a ${round}` }, { ifMatch }),
        replicas.put('/v9', { title: `b ${round}` }, { app: second, ifMatch }),
      ]);
      expect(answers.map(({ status }) => status).toSorted((a, b) => a - b)).toEqual([200, 412]);
      const won = answers.find(({ status }) => status === 200)!.body['digest'];
      await expect.poll(() => replicas.digestOf()).toBe(won);
    }
    expect((await replicas.get('/history')).body['items']).toHaveLength(4);
  });

  it.each([
    ['a misspelt keyword', '/v9', { tpye: 'object' }, 'v9.schema.json at /tpye'],
    ['no JSON', '/v9', '{"type":', 'v9.schema.json'],
    ['nothing', '/v9', '', 'v9.schema.json'],
    ['too many bytes', '/v9', { title: 'x'.repeat(262_144) }, 'v9.schema.json'],
    ['another name', '/files/notes.txt', 'x', 'notes.txt'],
    ['a way out of the set', '/files/..%2Fv9.schema.json', '{}', '../v9.schema.json'],
    ['an upcaster to nowhere', '/files/v8-to-v9.upcast.jsonata', '$', 'v8-to-v9.upcast.jsonata'],
    [
      'no expression',
      '/files/v8-to-v2.1.upcast.jsonata',
      '$merge([',
      'v8-to-v2.1.upcast.jsonata at line 1, column 9',
    ],
    ['a registry of other fields', '/files/registry.json', { reason: 'x' }, 'registry.json at /reason'],
  ])('stay where the new ones have %s', async (_what, path, body, field) => {
    const before = await replicas.etagOf();
    const refused = await replicas.put(path, body);
    expect([refused.status, refused.body.code]).toEqual([422, 'schemas_refused']);
    expect(refused.body['errors']).toMatchObject([{ field }]);
    expect(await replicas.etagOf()).toBe(before);
    expect(replicas.store.objects.has(CURRENT)).toBe(false);
  });

  it('have no version of a name that is a route, or no name', async () => {
    for (const version of ['history', 'reload', 'files', 'rollback', '-v', 'v%2F9', 'v'.repeat(65)]) {
      const refused = await replicas.put(`/${version}`, LOOSE);
      expect([version, refused.status, refused.body.code]).toEqual([version, 400, 'invalid_request']);
    }
  });

  it('may hold a pattern without end: a check by it is ended', async () => {
    await replicas.put('/v9', { properties: { payload: { properties: { s: { pattern: '^(a+)+$' } } } } });
    const { trace_id } = (await deliver(replicas.first.url, event('slow', { s: `${'a'.repeat(60)}b` }))).body;
    const { body } = await api(replicas.first.url, `/events/${trace_id}`, undefined, 'GET');
    expect(body).toMatchObject({ error_code: 'schema_limit_exceeded' });
  });

  it('change nothing where the same is put again', async () => {
    const { digest } = (await replicas.put('/v9', LOOSE)).body;
    const objects = new Map(replicas.store.objects);
    expect((await replicas.put('/v9', LOOSE)).body).toMatchObject({ digest, changed: false });
    expect(replicas.store.objects.get(CURRENT)).toEqual(objects.get(CURRENT));
  });
});
