import { readdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { FileObjectStore } from '../../src/store/file/file-object-store.js';
import { socketPath } from '../../src/store/file/socket-path.js';
import { SystemClock } from '../../src/runtime/clock.js';
import { StoreProcess } from '../support/store-process.js';
import { temporaryDirectory } from '../support/temporary-directory.js';

const clock = new SystemClock();
const OPTIONS = { condition: 'absent', contentType: 'text/plain', metadata: {} } as const;

describe("a file store's directory", () => {
  let directory: Awaited<ReturnType<typeof temporaryDirectory>>;
  let processes: StoreProcess[];

  beforeEach(async () => {
    directory = await temporaryDirectory();
    processes = [];
  });
  afterEach(async () => {
    await Promise.all(processes.map((process) => process.end()));
    await directory.remove();
  });

  const open = () => FileObjectStore.open({ dataDir: directory.path }, clock);

  function start(): StoreProcess {
    const process = new StoreProcess(directory.path);
    processes.push(process);
    return process;
  }

  it('is held by one process at a time, until that closes it', async () => {
    const other = start();
    expect(await other.answer).toBe('opened');
    const refused = { name: 'StoreError', retryable: false };
    await expect(open()).rejects.toMatchObject(refused);
    await expect(open()).rejects.toThrow('is held by another running process');
    expect(await start().answer).toContain('is held by another running process');
    await other.end('SIGTERM');
    await (await open()).close();
  });

  it('is held once within a process too', async () => {
    const store = await open();
    await expect(open()).rejects.toThrow('is held by another running process');
    expect(await store.put('a', Buffer.from('x'), OPTIONS)).toMatchObject({ outcome: 'stored' });
    await store.close();
    await (await open()).close();
  });

  it('is taken over at once from a process that was killed', async () => {
    const other = start();
    expect(await other.answer).toBe('opened');
    await writeFile(join(directory.path, 'tmp/half-written'), 'x');
    await other.end('SIGKILL');
    const store = await open();
    expect(await readdir(join(directory.path, 'tmp'))).toEqual([]);
    await store.close();
    const left = await readdir(directory.path);
    expect(left.sort()).toEqual(['objects', 'tmp']);
  });

  it('goes to exactly one of many that start together, beside a dead owner', async () => {
    const dead = start();
    await dead.answer;
    await dead.end('SIGKILL');
    for (let round = 0; round < 2; round++) {
      const answers = await Promise.all(Array.from({ length: 6 }, () => start().answer));
      expect(answers.filter((answer) => answer === 'opened')).toHaveLength(1);
      await Promise.all(processes.map((process) => process.end()));
    }
  });

  it('goes to exactly one of many within a process, over and over', async () => {
    for (let round = 0; round < 20; round++) {
      const results = await Promise.allSettled(Array.from({ length: 8 }, open));
      const stores = results.flatMap((result) => (result.status === 'fulfilled' ? [result.value] : []));
      expect(stores).toHaveLength(1);
      await stores[0]?.close();
    }
  });

  it('may have a long path as long as its relative path is short', () => {
    const name = 'x'.repeat(98);
    expect(socketPath(join(process.cwd(), name))).toBe(name);
    expect(socketPath('/run/owner.sock')).toBe('/run/owner.sock');
  });

  it('is refused with a clear word when its path is too long', async () => {
    const dataDir = join(directory.path, 'x'.repeat(100));
    const opening = FileObjectStore.open({ dataDir }, clock);
    await expect(opening).rejects.toThrow('too long for a Unix socket');
  });
});
