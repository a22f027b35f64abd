import { spawn, type ChildProcess } from 'node:child_process';
import type { Clock } from '../../runtime/clock.js';

/** The program of a process, and its limits. */
export interface IsolatedProgram {
  /** JavaScript (CommonJS) that answers each message with one message, and sends one when it is ready. */
  source: string;
  /** `process.argv` from index 1 on. */
  args: readonly string[];
  maxMemoryMb: number;
}

export type IsolatedAnswer =
  | { kind: 'message'; content: unknown }
  /** The process was killed because it did not answer the task in time. */
  | { kind: 'timeout' }
  /** V8 ended the process because its heap was full. */
  | { kind: 'memory' }
  /** The process ended, or did not start, for another reason. */
  | { kind: 'lost'; why: string };

/** The time for a process to become ready, milliseconds; then it is killed. */
const START_TIMEOUT_MS = 10_000;

/**
 * A separate process for work that may have to be killed, one task at a time. It starts with the first task, stays, and
 * is started again after it has ended. It has no environment, so no secrets. ADR 17 says why it is no thread.
 */
export class IsolatedProcess {
  private child: ChildProcess | undefined;
  /** Why the process did not start; `null`: it started. */
  private ready: Promise<string | null> | undefined;

  constructor(
    private readonly program: IsolatedProgram,
    private readonly clock: Clock,
  ) {}

  /**
   * Runs one task. Never throws. Call it only after the previous call has settled. @param ms time of the task,
   * milliseconds
   */
  async run(task: object, ms: number): Promise<IsolatedAnswer> {
    this.ready ??= this.start();
    const trouble = await this.ready;
    const answer = trouble === null ? await this.exchange(ms, task) : lost(`it did not start: ${trouble}`);
    if (answer.kind !== 'message') this.stop();
    return answer;
  }

  /** Kills the process with the task that it runs. The next task starts a new process. */
  stop(): void {
    this.child?.kill('SIGKILL');
    this.child = undefined;
    this.ready = undefined;
  }

  private async start(): Promise<string | null> {
    const { source, args, maxMemoryMb } = this.program;
    const options = [`--max-old-space-size=${maxMemoryMb}`, '--max-semi-space-size=8'];
    const child = spawn(process.execPath, [...options, '--eval', source, ...args], {
      stdio: ['ignore', 'ignore', 'ignore', 'ipc'],
      env: {},
    });
    this.child = child;
    // Node reports an undelivered message as an error event, even when nobody waits for the answer.
    child.on('error', () => {});
    // A process that is killed while it is idle must not fail the next task.
    child.once('exit', () => {
      if (this.child === child) this.stop();
    });
    const first = await this.exchange(START_TIMEOUT_MS, null);
    // An idle process must not keep this one alive.
    child.unref();
    child.channel?.unref();
    if (first.kind === 'message') return null;
    return first.kind === 'lost'
      ? first.why
      : first.kind === 'timeout'
        ? 'it took too long'
        : 'its memory was full';
  }

  /** Sends a task, and waits for the next message, the end of the process, or the end of the time. */
  private exchange(ms: number, task: object | null): Promise<IsolatedAnswer> {
    const { child } = this;
    if (child === undefined) return Promise.resolve({ kind: 'lost', why: 'it was stopped' });
    return new Promise((resolve) => {
      const settle = (answer: IsolatedAnswer) => {
        cancel();
        child.off('message', onMessage).off('exit', onExit).off('error', onError);
        resolve(answer);
      };
      const onMessage = (content: unknown) => settle({ kind: 'message', content });
      const onExit = (code: number | null, signal: string | null) =>
        settle(signal === 'SIGABRT' || code === 134 ? { kind: 'memory' } : lost(signal ?? String(code)));
      const onError = ({ message }: Error) => settle(lost(message));
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

function lost(why: string): IsolatedAnswer {
  return { kind: 'lost', why };
}
