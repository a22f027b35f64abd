import { describe, expect, it } from 'vitest';
import { beginningOf, fileAskedBy, fileNamed, problemOfText, versionsOf } from './schema-file.js';
import type { SchemaSet } from './set-query.js';

const version = (name: string, final: string) => ({
  version: name,
  file: `${name}.schema.json`,
  final_version: final,
  current: false,
  unresolved: 0,
  parked_as_stale_after_ms: null,
});
const SET: SchemaSet = {
  digest: 'a',
  source: 'bucket',
  current: 'v2',
  default_version: 'v2',
  versions: [version('v1', 'v2'), version('v2', 'v2'), version('w1', 'w1')],
  upcasters: [{ from: 'v1', to: 'v2', file: 'v1-to-v2.upcast.jsonata' }],
  unresolved_of_unknown_versions: 0,
};

describe('files of the set', () => {
  it.each([
    ['v2.1', 'v2.1.schema.json'],
    ['v2.1.schema.json', 'v2.1.schema.json'],
    ['v1-to-v2.upcast.jsonata', 'v1-to-v2.upcast.jsonata'],
    ['registry.yaml', 'registry.yaml'],
    ['package.json', null],
    ['../v1.schema.json', null],
    ['two words', null],
    ['', null],
  ])('takes %j as %j', (typed, file) => {
    expect(fileNamed(typed)).toBe(file);
  });

  it('knows which events a file is asked about', () => {
    expect(versionsOf('v2.schema.json', SET)).toEqual(['v1', 'v2']);
    expect(versionsOf('w1.schema.json', SET)).toEqual(['w1']);
    expect(versionsOf('v1-to-v2.upcast.jsonata', SET)).toEqual(['v1']);
    expect(versionsOf('registry.yaml', SET)).toEqual(['v1', 'v2', 'w1']);
  });

  it.each(['v3.schema.json', 'v1-to-v2.upcast.jsonata', 'registry.yaml', 'registry.json'])(
    'begins %s with a text that it would take',
    (file) => {
      expect(problemOfText(file, beginningOf(file, SET))).toBeNull();
    },
  );

  it.each([
    ['v2', 'v2.schema.json'],
    ['v1', 'v2.schema.json'],
    ['v9', 'v9.schema.json'],
  ])('leads from events of %s to the schema that checks them', (version, file) => {
    expect(fileAskedBy(version, SET)).toBe(file);
  });

  it('says what is wrong with a text', () => {
    expect(problemOfText('v1.schema.json', '[]')).toBe('It must be a JSON object: { ... }');
    expect(problemOfText('v1.schema.json', '{')).toMatch(/^This is not JSON yet: /);
    expect(problemOfText('registry.yaml', ' \n')).toBe('The file is empty');
  });
});
