import { expect, it } from 'vitest';
import { deletionOf } from './deletion.js';
import type { SchemaSet } from './set-query.js';

const version = (name: string, file: string | null, final: string, unresolved = 0) => ({
  version: name,
  file,
  final_version: final,
  current: false,
  unresolved,
  parked_as_stale_after_ms: null,
});

const SET: SchemaSet = {
  digest: 'a',
  source: 'bucket',
  current: null,
  default_version: 'v1',
  versions: [
    version('v0', null, 'v1', 4),
    version('v1', 'v1.schema.json', 'v2'),
    version('v2', 'v2.schema.json', 'v2', 3),
    version('v3', 'v3.schema.json', 'v3', 12),
    version('v4', 'v4.schema.json', 'v4'),
  ],
  upcasters: [
    { from: 'v0', to: 'v1', file: 'v0-to-v1.upcast.jsonata' },
    { from: 'v1', to: 'v2', file: 'v1-to-v2.upcast.jsonata' },
  ],
  unresolved_of_unknown_versions: 0,
};

it.each([
  ['v3.schema.json', SET, { whyNot: null, version: 'v3', unresolved: 12 }],
  // The default version has an upcaster and a schema; either may go.
  ['v1.schema.json', { ...SET, upcasters: SET.upcasters.slice(1) }, { whyNot: null, version: null }],
  ['v1-to-v2.upcast.jsonata', SET, { whyNot: null, version: null }],
  ['v0-to-v1.upcast.jsonata', SET, { whyNot: null, version: 'v0', unresolved: 4 }],
  ['v2.schema.json', SET, { whyNot: expect.stringContaining('v1-to-v2.upcast.jsonata') as string }],
  ['v4.schema.json', { ...SET, current: 'v4' }, { whyNot: expect.stringContaining('current') as string }],
  [
    'v4.schema.json',
    { ...SET, default_version: 'v4' },
    { whyNot: 'Events that name no version are of v4', version: 'v4' },
  ],
  ['registry.yaml', SET, { whyNot: null, version: null, unresolved: 0 }],
] as const)('tells what the deletion of %s comes to', (file, set, expected) => {
  expect(deletionOf(file, set as SchemaSet)).toMatchObject(expected);
});
