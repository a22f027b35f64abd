import { afterEach, describe, expect, it } from 'vitest';
import { HandClock } from '../../../test/support/hand-clock.js';
import { UpcastProcess, type UpcastTask } from './upcast-process.js';
import { UpcastQueue } from './upcast-queue.js';

const task = (source: string): UpcastTask => ({
  source,
  input: '{"a":1}',
  respelt: null,
  marks: { open: '<', close: '>', asText: '!' },
});

describe('the process that runs upcasters', () => {
  // On a busy machine a run of no length takes its time: what is ended from outside is ended by the test.
  const clock = new HandClock();
  const child = new UpcastProcess({ timeoutMs: 300, maxMemoryMb: 32 }, clock);
  afterEach(() => child.stop());

  it.each([
    ['an endless recursion', '($f := function($x) { $f($x) }; $f(1))', /Check for infinite loop/],
    ['a recursion that grows', '($f := function($x) { 1 + $f($x) }; $f(1))', /Stack overflow|infinite/],
    ['a long list', '$count([1..9999999])', /memory|length|sequence/i],
    ['one long text', '$pad("a", 400000000)', /memory|string length|more than/i],
    [
      'ever more text',
      '($a := function($s) { $a($s & $s) }; $a("abcdefgh"))',
      /memory|string length|more than/i,
    ],
  ])('ends %s, and serves the next', async (_, source, message) => {
    const run = await child.run(task(source));
    expect(run).toMatchObject({ kind: 'failed', message: expect.stringMatching(message) as string });
    expect(await child.run(task('$'))).toEqual({ kind: 'done', result: '{"a":1}', spelling: null });
  });

  it('ends a regular expression without end, and serves the next', async () => {
    await child.run(task('$'));
    const run = child.run(task(`$match("${'a'.repeat(40)}b", /^(a+)+$/)`));
    await expect.poll(() => clock.pending).toBe(1);
    clock.expire();
    expect(await run).toEqual({ kind: 'failed', message: 'it ran for more than 300 ms' });
    expect(await child.run(task('$'))).toEqual({ kind: 'done', result: '{"a":1}', spelling: null });
  });

  it('is started anew when it was ended from outside', async () => {
    await child.run(task('$'));
    child.stop();
    expect(await child.run(task('a'))).toMatchObject({ kind: 'done', result: '1' });
  });

  it.each(['while idle', 'just before a run'])('is replaced where it was killed %s', async (when) => {
    await child.run(task('$'));
    const idle = child['process']['child']!;
    const ended = new Promise((resolve) => idle.once('exit', resolve));
    process.kill(idle.pid!, 'SIGKILL');
    if (when === 'while idle') await ended;
    expect(await child.run(task('a'))).toMatchObject({ kind: 'done', result: '1' });
  });
});

describe('the queue before it', () => {
  it('is bounded, keeps the order, and drops what is given up', async () => {
    const started: string[] = [];
    let finish = (): void => {};
    const slow = {
      run: async ({ source }: UpcastTask) => {
        started.push(source);
        await new Promise<void>((resolve) => (finish = resolve));
        return { kind: 'done' as const, result: source, spelling: null };
      },
    };
    const queue = new UpcastQueue(slow, 2);
    const { signal } = new AbortController();
    const leaving = new AbortController();
    const first = queue.run('f', task('1'), signal);
    const second = queue.run('f', task('2'), leaving.signal);
    const third = queue.run('f', task('3'), signal);
    await expect(queue.run('f', task('4'), signal)).rejects.toMatchObject({ name: 'TransientError' });
    leaving.abort(new Error('gone'));
    await expect(second).rejects.toThrow('gone');
    finish();
    expect((await first).result).toBe('1');
    await expect.poll(() => started).toEqual(['1', '3']);
    finish();
    expect((await third).result).toBe('3');
  });

  it.each([
    ['failed', 'PermanentError', 'upcast_failed'],
    ['lost', 'TransientError', 'processing_timeout'],
  ] as const)('tells what %s as a %s', async (kind, name, code) => {
    const queue = new UpcastQueue({ run: async () => ({ kind, message: 'm' }) }, 1);
    const run = queue.run('f', task('1'), new AbortController().signal);
    await expect(run).rejects.toMatchObject({ name, code });
  });
});
