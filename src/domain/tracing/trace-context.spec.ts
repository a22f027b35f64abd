import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { readTraceparent, traceContextOf, traceHeadersOf } from './trace-context.js';
import { traceStateOf } from './trace-state.js';

const [TRACE, SPAN] = ['4bf92f3577b34da6a3ce929d0e0e4736', '00f067aa0ba902b7'];
const GOOD = `00-${TRACE}-${SPAN}-01`;

describe('a traceparent', () => {
  it.each([
    [GOOD, true],
    [`00-${TRACE}-${SPAN}-00`, false],
    // Other flags are not ours to judge.
    [`00-${TRACE}-${SPAN}-03`, true],
    [`00-${TRACE}-${SPAN}-02`, false],
    // A later version is read as far as it is known.
    [`01-${TRACE}-${SPAN}-01`, true],
    [`cc-${TRACE}-${SPAN}-01-what-the-future-will-be-like`, true],
  ])('names a span: %s', (text, sampled) => {
    expect(readTraceparent(text)).toEqual({ traceId: TRACE, spanId: SPAN, sampled, traceState: '' });
  });

  it.each([
    '',
    'ff-' + GOOD.slice(3),
    `00-${TRACE}-${SPAN}-01-more`,
    `cc-${TRACE}-${SPAN}-01.more`,
    `00-${TRACE.toUpperCase()}-${SPAN}-01`,
    `00-${'0'.repeat(32)}-${SPAN}-01`,
    `00-${TRACE}-${'0'.repeat(16)}-01`,
    `00-${TRACE.slice(1)}-${SPAN}-01`,
    `00-${TRACE}-${SPAN}-1`,
    `00-${TRACE}-${SPAN}-0x`,
    `0-${TRACE}-${SPAN}-01`,
    `${GOOD}, ${GOOD}`,
    `${GOOD}\n`,
  ])('is malformed: %j', (text) => {
    expect(readTraceparent(text)).toBeNull();
  });

  it('takes the trace state along when it is malformed, and not the other way round', () => {
    expect(traceContextOf({ traceparent: 'x', tracestate: 'a=1' })).toBeNull();
    expect(traceContextOf({ traceparent: ` ${GOOD} `, tracestate: '=' })?.traceState).toBe('');
    expect(traceContextOf({ tracestate: 'a=1' })).toBeNull();
    expect(traceContextOf({ traceparent: [GOOD] })).toBeNull();
  });

  it('is passed on as version 00', () => {
    const later = traceContextOf({ traceparent: `cc-${TRACE}-${SPAN}-09-x`, tracestate: 'a=1' });
    expect(traceHeadersOf(later)).toEqual({ traceparent: GOOD, tracestate: 'a=1' });
    expect(traceHeadersOf(null)).toEqual({});
  });

  it('never throws', () => {
    fc.assert(
      fc.property(fc.anything(), fc.string(), (traceparent, tracestate) => {
        traceContextOf({ traceparent, tracestate });
      }),
    );
  });
});

describe('a trace state', () => {
  it.each([
    ['a=1', 'a=1'],
    ['a=1, b=2\t,c@d=3', 'a=1,b=2,c@d=3'],
    [',a=1,,', 'a=1'],
    ['0a*/_-=x y', '0a*/_-=x y'],
  ])('is passed on: %j', (header, passed) => {
    expect(traceStateOf(header)).toBe(passed);
  });

  it.each([
    'a',
    '=1',
    'a=',
    'A=1',
    'a=1,a=2',
    'a=1=2',
    'a=é',
    'a@b@c=1',
    `${'k'.repeat(257)}=1`,
    `a=${'v'.repeat(257)}`,
    Array.from({ length: 33 }, (_, i) => `k${i}=1`).join(','),
  ])('is not passed on where it is not sound: %j', (header) => {
    expect(traceStateOf(header)).toBe('');
  });

  it('loses whole members where it is too long: long ones first, then the last', () => {
    const long = `long=${'x'.repeat(200)}`;
    const short = (i: number) => `k${i}=${'x'.repeat(90)}`;
    const [first, ...others] = [0, 1, 2, 3, 4, 5].map(short);
    expect(traceStateOf([long, first, ...others].join(','))).toBe([first, ...others.slice(0, 4)].join(','));
    expect(traceStateOf([long, first].join(','))).toBe(`${long},${first}`);
  });
});
