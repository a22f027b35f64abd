import { spawn, type ChildProcess } from 'node:child_process';
import { createRequire } from 'node:module';
import type { Clock } from '../../runtime/clock.js';
import { UPCAST_PROGRAM } from './upcast-program.js';

/** One run of an expression. JSON texts whose lossy numbers are placeholders. */
export interface UpcastTask {
  source: string;
  input: string;
  /** The input with numbers as placeholders that only their spelling sets apart; `null`: there are none. */
  respelt: string | null;
  marks: { open: string; close: string; asText: string };
}

export type UpcastAnswer =
  | { kind: 'done'; result: string | null; spelling: string | null }
  /** The expression itself failed, ran past its time or its memory. */
  | { kind: 'failed'; message: string }
  /** The process ended, or did not start, for a reason that need not be the expression's. */
  | { kind: 'lost'; message: string };

export interface UpcastProcessLimits {
  timeoutMs: number;
  maxMemoryMb: number;
}

/** A process that is not ready by then is taken for one that never will be. */
const START_TIMEOUT_MS = 10_000;

/** JSONata sees to its own time, with an error that says more; a regular expression is ended from outside. */
const GRACE_MS = 50;

const JSONATA = createRequire(import.meta.url).resolve('jsonata');

/**
 * Runs expressions in a process of their own, one at a time. It is started with the first one and kept. A thread
 * would not do: V8 aborts the whole process when one allocation of a thread goes far past the thread's heap limit,
 * as \`[1..9999999]\` does. The process has no environment, so no secrets either.
 */
export class UpcastProcess {
  private child: ChildProcess | undefined;
  private ready: Promise<string | null> | undefined;

  constructor(
    private readonly limits: UpcastProcessLimits,
    private readonly clock: Clock,
  ) {}

  /**
   * A process that is lost is replaced once: it may have been killed from outside, while idle or in the middle of the
   * run, which is no fault of the event's. Never throws. Not to be called before the run before has ended.
   */
  async run(task: UpcastTask): Promise<UpcastAnswer> {
    const answer = await this.runOnce(task);
    return answer.kind === 'lost' ? this.runOnce(task) : answer;
  }

  private async runOnce(task: UpcastTask): Promise<UpcastAnswer> {
    const { timeoutMs } = this.limits;
    this.ready ??= this.start();
    const trouble = await this.ready;
    if (trouble !== null) return this.lose(`the process for upcasters did not start: ${trouble}`);
    const message = await this.exchange(timeoutMs + GRACE_MS, task);
    switch (message.kind) {
      case 'message':
        return answerOf(message.content);
      case 'timeout':
        this.stop();
        return { kind: 'failed', message: `it ran for more than ${timeoutMs} ms` };
      case 'exit':
        this.stop();
        // V8 aborts when its heap is full.
        if (message.why === 'SIGABRT' || message.why === '134') {
          return { kind: 'failed', message: `it took more than ${this.limits.maxMemoryMb} MiB of memory` };
        }
        return this.lose(`the process for upcasters ended (${message.why})`);
    }
  }

  /** Ends the process, and with it what it runs. The next run starts another. */
  stop(): void {
    this.child?.kill('SIGKILL');
    this.child = undefined;
    this.ready = undefined;
  }

  private lose(message: string): UpcastAnswer {
    this.stop();
    return { kind: 'lost', message };
  }

  /** @returns what went wrong; `null`: nothing */
  private async start(): Promise<string | null> {
    const args = [`--max-old-space-size=${this.limits.maxMemoryMb}`, '--max-semi-space-size=8'];
    this.child = spawn(
      process.execPath,
      [...args, '--eval', UPCAST_PROGRAM, JSONATA, String(this.limits.timeoutMs)],
      { stdio: ['ignore', 'ignore', 'ignore', 'ipc'], env: {} },
    );
    // A message or a kill that cannot be delivered is told as an error, too, when nobody waits any more.
    this.child.on('error', () => {});
    const first = await this.exchange(START_TIMEOUT_MS, null);
    // An idle process must not keep ours alive.
    this.child?.unref();
    this.child?.channel?.unref();
    return first.kind === 'message' ? null : first.kind === 'exit' ? first.why : 'it took too long';
  }

  /** Sends a task, and waits for the next message, the end of the process or of the time. */
  private exchange(ms: number, task: UpcastTask | null): Promise<Exchange> {
    const { child } = this;
    if (child === undefined) return Promise.resolve({ kind: 'exit', why: 'stopped' });
    return new Promise((resolve) => {
      const settle = (outcome: Exchange) => {
        cancel();
        child.off('message', onMessage).off('exit', onExit).off('error', onError);
        resolve(outcome);
      };
      const onMessage = (content: unknown) => settle({ kind: 'message', content });
      const onExit = (code: number | null, signal: string | null) =>
        settle({ kind: 'exit', why: signal ?? String(code) });
      const onError = ({ message }: Error) => settle({ kind: 'exit', why: message });
      const cancel = this.clock.after(ms, () => settle({ kind: 'timeout' }));
      child.on('message', onMessage).on('exit', onExit).on('error', onError);
      if (child.exitCode !== null || child.signalCode !== null) {
        onExit(child.exitCode, child.signalCode);
      } else if (task !== null) {
        child.send(task, (error) => {
          if (error !== null) onError(error);
        });
      }
    });
  }
}

type Exchange = { kind: 'message'; content: unknown } | { kind: 'timeout' } | { kind: 'exit'; why: string };

function answerOf(content: unknown): UpcastAnswer {
  const answer = content as { result: string | null; spelling: string | null; error?: string };
  if (answer.error !== undefined) return { kind: 'failed', message: answer.error };
  return { kind: 'done', result: answer.result, spelling: answer.spelling };
}
