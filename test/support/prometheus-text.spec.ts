import { expect, it } from 'vitest';
import { readPrometheusText, valueIn } from './prometheus-text.js';

const GAUGE = '# HELP a It is\n# TYPE a gauge\n';
const HISTOGRAM = '# HELP h It is\n# TYPE h histogram\n';

it('reads samples with whatever their labels hold', () => {
  const families = readPrometheusText(`${GAUGE}a{x="1",y="q\\"\\\\\\n,}"} 5\na{x="2"} +Inf\n`);
  expect(families.get('a')).toMatchObject({ type: 'gauge', help: 'It is' });
  expect(valueIn(families, 'a', { x: '1', y: 'q"\\\n,}' })).toBe(5);
  expect(valueIn(families, 'a', { x: '2' })).toBe(Infinity);
  expect(valueIn(families, 'a', { x: '3' })).toBeUndefined();
});

it.each([
  ['no end of line', 'a 1'],
  ['no type', 'a 1\n'],
  ['another family', `${GAUGE}b 1\n`],
  ['a line of text', `${GAUGE}hello\n`],
  ['no number', `${GAUGE}a one\n`],
  ['a broken label', `${GAUGE}a{x=1} 1\n`],
  ['a label twice', `${GAUGE}a{x="1",x="1"} 1\n`],
  ['a series twice', `${GAUGE}a{x="1"} 1\na{x="1"} 2\n`],
  ['a histogram that falls', `${HISTOGRAM}h_bucket{le="1"} 2\nh_bucket{le="+Inf"} 1\nh_sum 1\nh_count 1\n`],
  ['a histogram without its end', `${HISTOGRAM}h_bucket{le="1"} 1\nh_sum 1\nh_count 1\n`],
])('refuses %s', (_what, text) => {
  expect(() => readPrometheusText(text)).toThrow(Error);
});
