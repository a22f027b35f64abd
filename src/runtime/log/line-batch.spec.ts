import { describe, expect, it } from 'vitest';
import { JsonLog } from './json-log.js';
import { LineBatch } from './line-batch.js';

function batch() {
  const [written, ends]: [string[], Array<() => void>] = [[], []];
  const lines = new LineBatch({ write: (text) => written.push(text) }, (flush) => ends.push(flush));
  return { written, lines, endTurn: () => ends.splice(0).forEach((end) => end()) };
}

describe('the lines of a turn', () => {
  it('are written in one go when it has ended, in their order', () => {
    const { written, lines, endTurn } = batch();
    lines.write('1\n');
    lines.write('2\n');
    expect(written).toEqual([]);
    endTurn();
    expect(written).toEqual(['1\n2\n']);
    lines.write('3\n');
    endTurn();
    expect(written).toEqual(['1\n2\n', '3\n']);
  });

  it('are written at once where they are many, so that memory is bounded', () => {
    const { written, lines, endTurn } = batch();
    for (let n = 0; n < 3; n++) lines.write('x'.repeat(40_000));
    expect(written.map(({ length }) => length)).toEqual([80_000]);
    endTurn();
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
