import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { OldestFirst } from './oldest-first.js';

const KEYS = ['a', 'b', 'c', 'd', 'e'];

const step = fc.oneof(
  fc.record({ kind: fc.constant('set' as const), key: fc.constantFrom(...KEYS), value: fc.nat(9) }),
  fc.record({ kind: fc.constant('delete' as const), key: fc.constantFrom(...KEYS) }),
  fc.record({ kind: fc.constant('keep' as const), max: fc.nat(4) }),
);

describe('a map that knows its oldest entry', () => {
  it('is a Map in which a key that is set again comes last', () => {
    fc.assert(
      fc.property(fc.array(step, { maxLength: 400 }), (steps) => {
        const map = new OldestFirst<number>();
        const model = new Map<string, number>();
        for (const each of steps) {
          if (each.kind === 'keep') {
            map.keepLatest(each.max);
            for (const key of [...model.keys()].slice(0, Math.max(0, model.size - each.max)))
              model.delete(key);
          } else {
            model.delete(each.key);
            if (each.kind === 'set') {
              model.set(each.key, each.value);
              map.set(each.key, each.value);
            } else map.delete(each.key);
          }
          expect(map.oldest).toEqual([...model][0]);
          expect(map.size).toBe(model.size);
          for (const key of KEYS) {
            expect([map.has(key), map.get(key)]).toEqual([model.has(key), model.get(key)]);
          }
        }
      }),
    );
  });

  it('keeps no place for what has gone', () => {
    const map = new OldestFirst<number>();
    for (let i = 0; i < 10_000; i++) {
      map.set(`key ${i}`, i);
      map.keepLatest(3);
    }
    for (let i = 0; i < 10_000; i++) map.set('again', i);
    expect([map.size, map.oldest]).toEqual([4, ['key 9997', 9_997]]);
    expect(Object.values(map).flatMap((held) => (Array.isArray(held) ? held : [])).length).toBeLessThan(200);
  });
});
