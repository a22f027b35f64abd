import { describe, expect, it } from 'vitest';
import { commandBlocks, holds } from './command-blocks.js';

const FENCE = '```';

describe('commandBlocks', () => {
  it('takes the output of commands from the comments behind them', () => {
    const [block] = commandBlocks(
      ['text', `${FENCE}sh`, '# for the reader', 'one', 'two', '# prints', '# more', 'three', FENCE].join(
        '\n',
      ),
    );
    expect(block).toMatchObject({ kind: 'run', line: 3 });
    expect(block!.steps).toEqual([
      { commands: 'one\ntwo', expected: ['prints', 'more'] },
      { commands: 'three', expected: [] },
    ]);
  });

  it('wants a reason where a block is not run', () => {
    const skipped = [`${FENCE}sh skip`, 'docker compose up', FENCE];
    expect(() => commandBlocks(skipped.join('\n'))).toThrow('line 1: a skipped block needs');
    expect(commandBlocks(['<!-- not run: needs Docker -->', '', ...skipped].join('\n'))[0]!.kind).toBe(
      'skip',
    );
  });

  it('refuses a word that means nothing', () => {
    expect(() => commandBlocks(`${FENCE}sh sometimes\nls\n${FENCE}`)).toThrow('"sometimes" is no word');
  });
});

describe('holds', () => {
  it('takes ... for any text, and lines in their order alone', () => {
    expect(holds('{"a":1,"b":[2],"c":3}\nend', ['{"a":1, ... "c":3}', 'end'])).toBe(true);
    expect(holds('end\n{"a":1}', ['{"a":1}', 'end'])).toBe(false);
    expect(holds('a.c', ['abc'])).toBe(false);
  });
});
