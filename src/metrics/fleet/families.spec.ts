import { describe, expect, it } from 'vitest';
import { countersOf, mergeFamilies, type Family } from './families.js';

function family(change: Partial<Family> = {}): Family {
  return { name: 'm', help: 'It is', type: 'gauge', aggregator: 'sum', values: [], ...change };
}

describe('the metrics of several processes', () => {
  const values = [3, 1, 8].map((value) => [{ labels: { kind: 'a' }, value }]);

  it.each([
    ['sum', 12],
    ['max', 8],
    ['min', 1],
    ['average', 4],
    ['first', 3],
  ])('become one by %s', (aggregator, expected) => {
    const processes = values.map((of) => [family({ aggregator, values: of })]);
    expect(mergeFamilies(processes)).toEqual([
      family({ aggregator, values: [{ labels: { kind: 'a' }, value: expected }] }),
    ]);
  });

  it('leave out what makes no sense for several', () => {
    expect(mergeFamilies([[family({ aggregator: 'omit', values: values[0]! })]])).toEqual([]);
  });

  it('keep apart what differs in a label or in its place in the histogram, and join what differs in order', () => {
    const sample = (labels: Record<string, string>, value: number, metricName = 'm_count') => ({
      labels,
      value,
      metricName,
    });
    const [one, other] = [
      family({ values: [sample({ a: '1', b: '2' }, 5), sample({ a: '1', b: '2' }, 7, 'm_sum')] }),
      family({ values: [sample({ b: '2', a: '1' }, 5), sample({ a: '12' }, 1)] }),
    ];
    expect(mergeFamilies([[one], [other]])[0]?.values).toEqual([
      sample({ a: '1', b: '2' }, 10),
      sample({ a: '1', b: '2' }, 7, 'm_sum'),
      sample({ a: '12' }, 1),
    ]);
  });

  it('change nothing of what they were made from', () => {
    const [one, other] = [family({ values: values[0]! }), family({ values: values[1]! })];
    const before = structuredClone([one, other]);
    mergeFamilies([[one], [other]]);
    expect([one, other]).toEqual(before);
  });

  it('go on counting without their process, where they are no gauges', () => {
    const [counter, gauge] = [family({ name: 'c', type: 'counter' }), family({ name: 'g' })];
    expect(countersOf([counter, gauge])).toEqual([counter]);
  });
});
