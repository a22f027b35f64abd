import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { HandClock } from '../../../test/support/hand-clock.js';
import { MemoryLog } from '../../../test/support/memory-log.js';
import { temporaryDirectory } from '../../../test/support/temporary-directory.js';
import { SystemClock } from '../../runtime/clock.js';
import { loadProcessors } from './load-processors.js';
import { ProcessorsRefused, type ProcessorProblem } from './processors-refused.js';

/** A marked class as the package's own decorator marks it: any copy of the package has the same symbol. */
const marked = (name: string, versions: string[], body = 'async process() {}') =>
  `export class ${name} { ${body} }
   Object.defineProperty(${name}, Symbol.for('cxone-dlq.processor'), { value: ${JSON.stringify({ versions })} });\n`;

describe('PROCESSORS_DIR', () => {
  let directory: { path: string; remove: () => Promise<void> };
  let log: MemoryLog;

  beforeEach(async () => {
    directory = await temporaryDirectory();
    log = new MemoryLog();
  });
  afterEach(() => directory.remove());

  const put = (name: string, text: string) => writeFile(join(directory.path, name), text);
  const load = (clock = new SystemClock()) => loadProcessors(directory.path, { clock, log });

  async function problems(dir = directory.path): Promise<readonly ProcessorProblem[]> {
    const refused = await loadProcessors(dir, { clock: new SystemClock(), log }).catch(
      (error: unknown) => error,
    );
    if (!(refused instanceof ProcessorsRefused)) throw new Error(`loaded, or failed with ${String(refused)}`);
    return refused.problems;
  }

  it('makes an object of each marked class, and says which versions they take', async () => {
    await put('a.processor.mjs', marked('Orders', ['v3', 'v4']) + marked('Chats', ['chat-1']));
    await put('b.processor.js', `${marked('Calls', ['call-1'])}export default Calls;`);
    await put('helper.mjs', 'throw new Error("nobody asked for it")');
    await put('b.processor.d.ts', '');
    const loaded = await load();
    expect(loaded.map((processor) => processor.constructor.name)).toEqual(['Orders', 'Chats', 'Calls']);
    expect(log.lines).toMatchObject([
      {
        event: 'processors_loaded',
        fields: { processors: ['Orders: v3, v4', 'Chats: chat-1', 'Calls: call-1'] },
      },
    ]);
  });

  it('is none where the variable is not set', async () => {
    expect(await loadProcessors(null, { clock: new SystemClock(), log })).toEqual([]);
    expect(log.lines).toEqual([]);
  });

  it('tells what is wrong with every file at once', async () => {
    await put('b.processor.mjs', 'import "a-package-that-nobody-installed";');
    await put('c.processor.mjs', 'export class Forgotten { async process() {} }');
    await put('d.processor.mjs', 'export const nothing = 1;');
    await put('e.processor.mjs', 'throw new Error("no address is set");');
    await put('f.processor.mjs', marked('Idle', ['v5'], ''));
    await put(
      'g.processor.mjs',
      marked('Wanting', ['v6'], 'constructor(pool) { this.pool = pool; } process() {}'),
    );
    await put(
      'h.processor.mjs',
      marked('Angry', ['v7'], 'constructor() { throw new Error("no"); } process() {}'),
    );
    await put('i.processor.mjs', marked('First', ['v8']));
    await put('j.processor.mjs', marked('Second', ['v8', 'v9']));
    const found = Object.fromEntries(
      (await problems()).map(({ file, problem }) => [file.slice(0, 1), problem]),
    );
    expect(found).toEqual({
      b: expect.stringContaining("Cannot find package 'a-package-that-nobody-installed'") as string,
      c: 'expected an exported class that is marked with @Processor({ versions: [...] }); it exports Forgotten without a mark',
      d: 'expected an exported class that is marked with @Processor({ versions: [...] })',
      e: 'it cannot be loaded: no address is set',
      f: 'Idle: expected a method process(event, context)',
      g: 'Wanting: expected a constructor without parameters: nothing is handed to it',
      h: 'Angry: its constructor threw: no',
      j: 'Second: expected a schema version that no other class takes; v8 belongs to First in i.processor.mjs',
    });
  });

  it('gives up a file that waits for ever at its top level', async () => {
    await put('a.processor.mjs', 'await new Promise(() => {});');
    const clock = new HandClock();
    const loading = load(clock);
    const outcome = loading.catch((error: unknown) => String(error));
    await expect.poll(() => clock.pending).toBe(1);
    clock.expire();
    expect(await outcome).toContain('a.processor.mjs: expected to be loaded within 10 s');
  });

  it.each([
    ['orders.processor.ts', 'expected JavaScript: compile it first'],
    ['orders.processor.cjs', 'expected an ES module'],
  ])('says that %s cannot be loaded', async (name, problem) => {
    await put(name, '');
    expect(await problems()).toEqual([
      { file: name, problem: `${problem}, in a file whose name ends in .processor.js or .processor.mjs` },
    ]);
  });

  it('expects a directory with at least one processor', async () => {
    const [none] = await problems();
    expect(none?.problem).toContain('expected at least one file');
    const [absent] = await problems(join(directory.path, 'absent'));
    expect(absent?.problem).toContain('expected a directory that this user may read (ENOENT)');
    await mkdir(join(directory.path, 'x.processor.mjs'));
    expect((await problems())[0]).toMatchObject({ file: 'x.processor.mjs' });
  });
});
