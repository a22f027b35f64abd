import { Facts } from '../../runtime/facts.js';
import { afterAll, afterEach, beforeEach, describe, expect, it } from 'vitest';
import { eventOf } from '../../../test/support/event-of.js';
import { MemoryLog } from '../../../test/support/memory-log.js';
import { SchemaDirectory } from '../../../test/support/schema-directory.js';
import { SystemClock } from '../../runtime/clock.js';
import { SchemaLanes } from './schema-lanes.js';
import { SchemaRegistry } from './schema-registry.js';
import { SchemaDirectorySource } from './schema-source.js';
import { SchemaService } from './schema.service.js';
import { UpcastProcess } from './upcast-process.js';
import { UpcastQueue } from './upcast-queue.js';

const FILES = {
  'v1-to-v2.upcast.jsonata': '$merge([$, {"payload": {"sum": payload.amount}}])',
  'v2-to-v3.upcast.jsonata': '$merge([$, {"payload": {"total": payload.sum, "currency": "EUR"}}])',
  'v3.schema.json': {
    properties: { payload: { required: ['total'], properties: { total: { type: 'number' } } } },
  },
  'legacy.schema.json': { type: 'object' },
  'registry.yaml':
    'default: v1\nversion_from: [{field: payload.meta.version}, {header: X-Schema-Version}]\n' +
    'versions: {v1: {parked_as_stale_after_ms: 1000}}',
};

describe('preparing an event', () => {
  const child = new UpcastProcess({ timeoutMs: 2_000, maxMemoryMb: 64 }, new SystemClock());
  const lanes = new SchemaLanes(10, new SystemClock(), new MemoryLog());
  const { signal } = new AbortController();
  let directory: SchemaDirectory;
  let registry: SchemaRegistry;
  let service: SchemaService;

  beforeEach(async () => {
    directory = new SchemaDirectory(FILES);
    registry = new SchemaRegistry(
      new SchemaDirectorySource(directory.path),
      lanes,
      () => 0,
      new MemoryLog(),
      new Facts(new MemoryLog()),
    );
    await registry.onModuleInit();
    service = new SchemaService(registry, new UpcastQueue(child, 10), lanes);
  });
  afterEach(() => directory.delete());
  afterAll(() => {
    child.stop();
    lanes.stop();
  });

  const old = (payload: string) =>
    eventOf(`{"event_id":1234567890123456789,"tenant_id":"t","schema_version":"v1","payload":${payload}}`);

  it('goes step by step to the last version, digits kept, ids and identity those of the original', async () => {
    const event = old('{"amount":100.00}');
    const prepared = await service.prepare(event, { signal });
    expect(prepared).toMatchObject({
      eventId: '1234567890123456789',
      tenantId: 't',
      identity: event.identity,
      schemaVersion: 'v3',
      payload: '{"total":100.00,"currency":"EUR"}',
    });
    expect(prepared.text).toContain('"schema_version":"v3"');
    expect(prepared.text).toContain('"event_id":1234567890123456789');
  });

  it.each([
    ['in its own field', '{"schema_version":"v1","payload":{"amount":1}}', 'v1'],
    ['nowhere', '{"payload":{"amount":1}}', 'v1'],
    ['as null', '{"schema_version":null,"payload":{"amount":1}}', 'v1'],
    ['in a header alone', '{"schema_version":"v0","payload":{"amount":1}}', 'v1'],
    ['of a middle version', '{"schema_version":"v2","payload":{"sum":1}}', 'v2'],
  ])('is labelled with the last version where the old one stood %s', async (_, text, version) => {
    const event = { ...eventOf(text.replace('{', '{"event_id":"e",')), schemaVersion: version };
    const prepared = await service.prepare(event, { signal });
    expect(JSON.parse(prepared.text)).toMatchObject({ schema_version: 'v3', payload: { total: 1 } });
  });

  it('is labelled also in the field that versions are read from', async () => {
    directory.write({ 'v1-to-v2.upcast.jsonata': '$merge([$, {"payload": $merge([payload, {"sum": 1}])}])' });
    directory.write({
      'v2-to-v3.upcast.jsonata': '$merge([$, {"payload": $merge([payload, {"total": 1}])}])',
    });
    await registry.reload();
    const event = {
      ...eventOf('{"event_id":"e","payload":{"meta":{"version":"v1","x":1}}}'),
      schemaVersion: 'v1',
    };
    const { payload } = await service.prepare(event, { signal });
    expect(JSON.parse(payload!)).toMatchObject({ meta: { version: 'v3', x: 1 }, total: 1 });
  });

  it.each([
    ['v1', '{"amount":"x"}', 'validation_failed', /^payload\.total must be a number, but is a string/],
    ['v9', '{}', 'unknown_schema_version', /^no schema for version "v9" of event/],
  ])('fails for good: %s %s', async (version, payload, code, message) => {
    const event = { ...old(payload), schemaVersion: version };
    await expect(service.prepare(event, { signal })).rejects.toMatchObject({
      name: 'PermanentError',
      code,
      message: expect.stringMatching(message) as string,
    });
  });

  it('leaves an event alone where no upcaster leads on from its version', async () => {
    const event = { ...old('{}'), schemaVersion: 'legacy' };
    expect(await service.prepare(event, { signal })).toBe(event);
  });

  it('ends with the schemas it began with, and takes the new ones then', async () => {
    const running = service.prepare(old('{"amount":1}'), { signal });
    directory.write({ 'v3.schema.json': false });
    await registry.reload();
    expect((await running).schemaVersion).toBe('v3');
    await expect(service.prepare(old('{"amount":1}'), { signal })).rejects.toThrow('is not allowed');
  });

  it('knows versions without running anything', () => {
    expect(service.versions()).toEqual(['legacy', 'v1', 'v2', 'v3']);
    expect(['v2', 'v9'].map((version) => service.knows(version))).toEqual([true, false]);
    expect(service.finalVersion('v1')).toBe('v3');
    expect(service.staleAfterMs('v1')).toBe(1_000);
    expect(service.staleAfterMs('v2')).toBeNull();
  });

  it.each([
    ['{"event_id":"e","payload":{"meta":{"version":"v2"}}}', {}, 'v2'],
    ['{"event_id":"e","payload":{"meta":{"version":3}}}', {}, '3'],
    ['{"event_id":"e","payload":{"meta":{"version":null}}}', { 'x-schema-version': ' v2 ' }, 'v2'],
    ['{"event_id":"e","schema_version":"v3"}', {}, 'v3'],
    ['{"event_id":"e"}', {}, 'v1'],
  ])('finds the version of %s by the rule of the registry file', (text, headers, version) => {
    expect(service.versioned(eventOf(text), headers).schemaVersion).toBe(version);
  });

  it('is given up when nobody waits any more', async () => {
    const gone = AbortSignal.abort(new Error('gone'));
    await expect(service.prepare(old('{}'), { signal: gone })).rejects.toThrow('gone');
  });
});
