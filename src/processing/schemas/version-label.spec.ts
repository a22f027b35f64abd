import { describe, expect, it } from 'vitest';
import type { JsonText } from '../../domain/json/json-text.js';
import { labelled } from './version-label.js';

const NONE = { sources: [] };

describe('the label of an upcast event', () => {
  it.each([
    ['{"schema_version":1}', '{"schema_version":1}', '1', '2', '{"schema_version":2}'],
    ['{"schema_version":"1"}', '{"schema_version":"1"}', '1', '2', '{"schema_version":"2"}'],
    ['{"schema_version":1}', '{"schema_version":1}', '1', 'v2', '{"schema_version":"v2"}'],
    ['{}', '{}', '1', '2', '{"schema_version":"2"}'],
    ['{"schema_version":"1"}', '{}', '1', '2', '{"schema_version":"2"}'],
    ['{"schema_version":1.0}', '{"schema_version":1.0}', '1.0', '1.10', '{"schema_version":1.10}'],
    ['{"schema_version":1}', '{"schema_version":"own"}', '1', '2', '{"schema_version":"own"}'],
    ['{"schema_version":1}', '{"schema_version":"2"}', '1', '2', '{"schema_version":"2"}'],
  ])('%s, upcast to %s, from %s to %s: %s', (before, text, from, to, result) => {
    expect(labelled(text as JsonText, before as JsonText, { from, to }, NONE)).toBe(result);
  });

  it('is also that in another field, wherever it is not an object', () => {
    const sources = [{ field: ['a', 'v'] }, { field: ['b'] }, { field: ['c', 'd'] }, { header: 'x' }];
    const text = '{"a":{"v":1},"b":"other","c":"1"}' as JsonText;
    const result = JSON.parse(labelled(text, text, { from: '1', to: '2' }, { sources })) as unknown;
    expect(result).toEqual({ schema_version: '2', a: { v: 2 }, b: 'other', c: '1' });
  });
});
