import { describe, expect, it } from 'vitest';
import { JsonLog } from './json-log.js';
import { LineBatch } from './line-batch.js';

function batch() {
  const [written, ends]: [string[], Array<() => void>] = [[], []];
  const lines = new LineBatch({ write: (text) => written.push(text) }, (flush) => ends.push(flush));
  return { written, lines, endMoment: () => ends.splice(0).forEach((end) => end()) };
}

describe('the lines of a moment', () => {
  it('are written in one go when it is over, in their order', () => {
    const { written, lines, endMoment } = batch();
    lines.write('1\n');
    lines.write('2\n');
    expect(written).toEqual([]);
    endMoment();
    expect(written).toEqual(['1\n2\n']);
    lines.write('3\n');
    endMoment();
    expect(written).toEqual(['1\n2\n', '3\n']);
  });

  it('are written at once where they are many, so that memory is bounded', () => {
    const { written, lines, endMoment } = batch();
    for (let n = 0; n < 3; n++) lines.write('x'.repeat(40_000));
    expect(written.map(({ length }) => length)).toEqual([80_000]);
    endMoment();
    expect(written.map(({ length }) => length)).toEqual([80_000, 40_000]);
  });

  it('are written at once with a line of an error', () => {
    const { written, lines } = batch();
    const log = new JsonLog('info', { service: 's', version: 'v', worker: 'w' }, lines);
    log.warn('retry_superseded');
    expect(written).toEqual([]);
    log.error('stopped_by_force', { after_ms: 1 });
    expect(written.join('').match(/"event":"\w+"/g)).toEqual([
      '"event":"retry_superseded"',
      '"event":"stopped_by_force"',
    ]);
  });
});
