import { Facts } from '../../runtime/facts.js';
import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeEach, describe, expect, it } from 'vitest';
import { MemoryLog } from '../../../test/support/memory-log.js';
import { SchemaDirectory } from '../../../test/support/schema-directory.js';
import { SystemClock } from '../../runtime/clock.js';
import { loadSchemaSet } from './load-schema-set.js';
import { SchemaLanes } from './schema-lanes.js';
import { SchemaRegistry } from './schema-registry.js';
import { SchemaDirectorySource } from './schema-source.js';
import { fieldOf, SchemasRefused } from './schema-problem.js';

let directory: SchemaDirectory;
const lanes = new SchemaLanes(10, new SystemClock(), new MemoryLog());
afterAll(() => lanes.stop());
beforeEach(() => (directory = new SchemaDirectory()));
afterEach(() => directory.delete());

async function problems(
  files: Record<string, unknown>,
  env: Record<string, string> = {},
): Promise<Array<[string, string]>> {
  directory.write(files);
  const error: unknown = await loadSchemaSet(directory.config(env), lanes).then(
    () => null,
    (thrown: unknown) => thrown,
  );
  if (!(error instanceof SchemasRefused)) throw new Error('it was loaded');
  return error.problems.map((problem) => [fieldOf(problem), problem.problem]);
}

const ANY = { type: 'object' };

describe('a set of schemas', () => {
  it.each<[string, unknown, string, RegExp]>([
    ['v1.schema.json', '{"type": ', '', /^expected JSON/],
    ['v1.schema.json', '"text"', '', /^expected a JSON Schema/],
    ['v1.schema.json', { tpye: 'object' }, ' at /tpye', /unknown keyword: "tpye"/],
    ['v1.schema.json', { properties: { 'a/b': { foo: 1 } } }, ' at /properties/a~1b/foo', /unknown keyword/],
    ['v1.schema.json', { properties: { a: { type: 'strin' } } }, ' at /properties/a/type', /"string"/],
    [
      'v1.schema.json',
      { properties: { a: { format: 'nope' } } },
      ' at /properties/a',
      /unknown format "nope"/,
    ],
    [
      'v1.schema.json',
      { properties: { a: { pattern: '(' } } },
      ' at /properties/a/pattern',
      /Invalid regular expression/,
    ],
    ['v1.schema.json', { allOf: [{ $ref: '#/none' }] }, ' at /allOf/0/$ref', /can't resolve reference/],
    ['v1.schema.json', { $schema: 'http://json-schema.org/draft-07/schema#' }, ' at /$schema', /2020-12/],
    ['v1.schema.json', { 'x-error': 'in {event}' }, ' at /x-error', /\{event_id\} \{tenant_id\} \{path\}/],
    ['v1.schema.json', { 'x-names': 'other_id' }, ' at /x-names', /expected "interaction_id"/],
    ['v1.shema.json', ANY, '', /expected a name such as v2.1.schema.json/],
    ['a b.schema.json', ANY, '', /expected a name/],
    ['v1-to-v2.upcast.jsonata', '{"a": \n  ', ' at line 2, column 3', /^JSONata: /],
    ['v1-to-v2.upcast.jsonata', '$', '', /leads to v2: expected v2.schema.json/],
    ['registry.yaml', 'current: v9', ' at /current', /expected v9.schema.json/],
    ['registry.yaml', 'default: v9', ' at /default', /expected a schema or an upcaster for v9/],
    ['registry.yaml', 'current: 2.1', ' at /current', /in quotes/],
    ['registry.yaml', 'curent: v2', ' at /curent', /expected one of/],
    ['registry.yaml', 'version_from: [{field: a, header: b}]', ' at /version_from/0', /expected \{field/],
    ['registry.yaml', 'versions: {v0: {stale: 1}}', ' at /versions/v0', /parked_as_stale_after_ms/],
    ['registry.json', '[', '', /expected YAML or JSON/],
    ['registry.yml', '- a', '', /expected an object/],
  ])('says what is wrong with %s: %j', async (name, content, where, why) => {
    const [first, ...rest] = await problems({ [name]: content });
    expect(first?.[0]).toContain(`${name}${where}`);
    expect(first?.[1]).toMatch(why);
    expect(rest).toEqual([]);
  });

  it('tells all problems at once', async () => {
    const found = await problems({ 'v1.schema.json': { a: 1 }, 'v2.schema.json': { b: 1 } });
    expect(found.map(([file]) => file)).toEqual(['v1.schema.json at /a', 'v2.schema.json at /b']);
  });

  it('refuses two ways on, and a circle', async () => {
    const files = { 'v1.schema.json': ANY, 'v2.schema.json': ANY, 'v3.schema.json': ANY };
    const ways = { 'v1-to-v2.upcast.jsonata': '$', 'v1-to-v3.upcast.jsonata': '$' };
    const circle = { 'v2-to-v3.upcast.jsonata': '$', 'v3-to-v2.upcast.jsonata': '$' };
    const found = (await problems({ ...files, ...ways, ...circle })).map(([, problem]) => problem);
    expect(found).toContain('expected one upcaster from v1, but there is v1-to-v2.upcast.jsonata, too');
    expect(found).toContain('expected no circle: v1 to v2 to v3 to v2');
  });

  it('takes no file of more than 262,144 bytes, and no more than 200 files', async () => {
    const [large] = await problems({ 'v1.schema.json': JSON.stringify({ $comment: 'x'.repeat(262_144) }) });
    expect(large).toEqual(['v1.schema.json', expect.stringContaining('262144 bytes')]);
    const files = Array.from({ length: 201 }, (_, n) => [`v${n}.schema.json`, ANY]);
    const [many] = await problems(Object.fromEntries(files));
    expect(many?.[1]).toBe('expected at most 200 files');
  });

  it('names SCHEMA_DIR where it is no directory', async () => {
    const [first] = await problems({}, { SCHEMA_DIR: '/nowhere/at/all' });
    expect(first?.[1]).toContain('SCHEMA_DIR');
  });

  it('takes references to other files, and leaves strangers alone', async () => {
    directory.write({
      'v1.schema.json': { $defs: { amount: { type: 'number' } } },
      'v2.schema.json': { properties: { amount: { $ref: 'v1.schema.json#/$defs/amount' } } },
      'README.md': 'ours',
      '.v3.schema.json': 'an editor',
    });
    expect((await loadSchemaSet(directory.config(), lanes)).versions).toEqual(['v1', 'v2']);
  });

  it('has a digest of names and contents', async () => {
    directory.write({ 'v1.schema.json': ANY });
    const digest = async () => (await loadSchemaSet(directory.config(), lanes)).digest;
    const first = await digest();
    expect(first).toMatch(/^[0-9a-f]{64}$/);
    expect(await digest()).toBe(first);
    directory.write({ 'v1.schema.json': {} });
    expect(await digest()).not.toBe(first);
  });

  it('leads to the current version and no further', async () => {
    directory.write({
      'v1-to-v2.upcast.jsonata': '$',
      'v2-to-v10.upcast.jsonata': '$',
      'v2.schema.json': ANY,
      'v10.schema.json': ANY,
      'registry.yaml': 'current: v2',
    });
    const set = await loadSchemaSet(directory.config(), lanes);
    expect(set.versions).toEqual(['v1', 'v2', 'v10']);
    expect(['v1', 'v2', 'v10', 'v9'].map((version) => set.finalVersion(version))).toEqual([
      'v2',
      'v2',
      'v10',
      'v9',
    ]);
  });
});

describe('what is no plain file in the directory', () => {
  const SECRET = 's3cret';
  let outside: string;
  beforeEach(() => (outside = mkdtempSync(join(tmpdir(), 'cxone-dlq-outside-'))));
  afterEach(() => rmSync(outside, { recursive: true }));

  it.each(['v1.schema.json', 'v1-to-v2.upcast.jsonata', 'registry.yaml'])(
    'is neither followed nor waited for: %s',
    async (name) => {
      writeFileSync(join(outside, 'secret'), SECRET);
      symlinkSync(join(outside, 'secret'), join(directory.path, name));
      expect((await problems({}))[0]?.[1]).toMatch(/not a link that leads out/);
      directory.remove(name);
      execFileSync('mkfifo', [join(directory.path, name)]);
      expect((await problems({}))[0]?.[1]).toBe('expected a regular file');
    },
  );

  it('may be a link inside it, as Kubernetes mounts files', async () => {
    mkdirSync(join(directory.path, '..data'));
    writeFileSync(join(directory.path, '..data', 'v1.schema.json'), '{}');
    symlinkSync(join('..data', 'v1.schema.json'), join(directory.path, 'v1.schema.json'));
    expect((await loadSchemaSet(directory.config(), lanes)).versions).toEqual(['v1']);
  });

  it.each([
    ['v1.schema.json', `${SECRET}:x:0:0`],
    ['v1.schema.json', `{"a": ${SECRET}}`],
    ['v1.schema.json', `{"a": 1} ${SECRET}`],
    ['registry.yaml', `a: ${SECRET}: b`],
    ['registry.yaml', `a: *${SECRET}`],
    ['registry.yaml', `${SECRET}: 1\n${SECRET}: 2`],
    ['registry.yaml', `"${SECRET}`],
    ['registry.yaml', `a: !${SECRET} [`],
    ['v1-to-v2.upcast.jsonata', `(${SECRET} := 1`],
    ['v1-to-v2.upcast.jsonata', `a ${SECRET}`],
  ])('is not shown where it cannot be parsed: %s %s', async (name, content) => {
    const found = await problems({ [name]: content });
    expect(found).not.toEqual([]);
    expect(JSON.stringify(found)).not.toContain(SECRET);
  });
});

describe('the registry', () => {
  it('keeps the set in use when anything in the new one is wrong', async () => {
    directory.write({ 'v1.schema.json': ANY });
    const log = new MemoryLog();
    const registry = new SchemaRegistry(
      new SchemaDirectorySource(directory.path),
      lanes,
      () => 0,
      log,
      new Facts(log),
    );
    await registry.onModuleInit();
    const before = registry.present;
    directory.write({ 'v2.schema.json': ANY, 'v3.schema.json': '{' });
    await expect(registry.reload()).rejects.toBeInstanceOf(SchemasRefused);
    expect(registry.present).toBe(before);
    expect(log.text()).toContain('schemas_refused');
    directory.remove('v3.schema.json');
    await registry.reload();
    expect(registry.present.versions).toEqual(['v1', 'v2']);
  });
});
