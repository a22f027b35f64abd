import { describe, expect, it } from 'vitest';
import { pathsOf } from '../../../test/support/mask-paths.js';
import { toJsonText } from '../json/json-text.js';
import { startOf } from './mask-path.js';
import { hidesAsMuch, holdsMasked, maskPatch, scalarsOfPatch } from './mask-patch.js';

const start = startOf(pathsOf('payload.customer, payload..phone, payload.list.*'));
const shown = (patch: string) => maskPatch(toJsonText(patch), start, () => null);

describe('a patch as it may be shown', () => {
  it.each([
    [
      '[{"op":"add","path":"/payload/phone","value":"+49"}]',
      '[{"op":"add","path":"/payload/phone","value":"[masked]"}]',
    ],
    [
      '[{"op":"add","path":"/payload/x","value":{"phone":1.10,"a":2.0}}]',
      '[{"op":"add","path":"/payload/x","value":{"phone":"[masked]","a":2.0}}]',
    ],
    [
      '[{"op":"add","path":"/payload/list/0","value":7}]',
      '[{"op":"add","path":"/payload/list/0","value":"[masked]"}]',
    ],
    [
      '[{"op":"remove","path":"/payload/customer/Jane Doe"}]',
      '[{"op":"remove","path":"/payload/customer/[masked]"}]',
    ],
    ['[{"op":"replace","path":"/payload/x","value":1}]', '[{"op":"replace","path":"/payload/x","value":1}]'],
    [
      '[{"op":"replace","path":"","value":{"payload":{"phone":1}}}]',
      '[{"op":"replace","path":"","value":{"payload":{"phone":"[masked]"}}}]',
    ],
    ['{"payload":{"phone":"+49","y":null}}', '{"payload":{"phone":"[masked]","y":null}}'],
  ])('%s is %s', (patch, masked) => {
    expect(shown(patch)).toBe(masked);
  });

  it('tells which values it hides, so that texts about them hide them, too', () => {
    const patch =
      '[{"op":"add","path":"/payload/phone","value":"+49 1"},{"op":"add","path":"/payload/x","value":{"phone":"+49 2"}}]';
    expect(scalarsOfPatch(toJsonText(patch), start).map(({ plain }) => plain)).toEqual(['+49 1', '+49 2']);
    const merge = toJsonText('{"payload":{"phone":"+49 3"}}');
    expect(scalarsOfPatch(merge, start).map(({ plain }) => plain)).toEqual(['+49 3']);
  });

  it('does not bring a masked value to a place where it would be shown', () => {
    const value = toJsonText('"+49"');
    expect(hidesAsMuch(value, '/payload/phone', '/payload/note', start)).toBe(false);
    expect(hidesAsMuch(value, '/payload/phone', '/payload/x/phone', start)).toBe(true);
    expect(hidesAsMuch(value, '/payload/x', '/payload/note', start)).toBe(true);
    expect(hidesAsMuch(toJsonText('{"phone":"+49"}'), '/payload/x', '/y', start)).toBe(false);
  });

  it.each(['0', '-'])('takes the member %s of an object for what it is', (token) => {
    const phone = startOf(pathsOf('payload.customer.phone, payload.list.*.phone'));
    const value = toJsonText('{"phone":"+49"}');
    expect(hidesAsMuch(value, '/payload/customer', `/payload/customer/${token}`, phone)).toBe(false);
    expect(hidesAsMuch(value, '/payload/list/0', '/payload/customer', phone)).toBe(true);
  });

  it('finds what was shown masked in what is sent back', () => {
    expect(holdsMasked(toJsonText('[{"op":"add","path":"/a","value":{"b":["[masked]"]}}]'))).toBe(true);
    expect(holdsMasked(toJsonText(JSON.stringify({ a: JSON.stringify({ b: '[masked]' }) })))).toBe(true);
    expect(holdsMasked(toJsonText('{"a":"\\u005bmasked]"}'))).toBe(true);
    expect(holdsMasked(toJsonText('{"a":"not [masked] at all","[masked]":1}'))).toBe(false);
  });
});
