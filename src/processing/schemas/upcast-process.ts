import { createRequire } from 'node:module';
import type { Clock } from '../../runtime/clock.js';
import { IsolatedProcess } from './isolated-process.js';
import { UPCAST_PROGRAM } from './upcast-program.js';

/** One run of an expression. In its JSON texts, numbers that no double holds are placeholders. */
export interface UpcastTask {
  source: string;
  input: string;
  /** The input with placeholders for numbers that JavaScript would spell differently; `null`: there are none. */
  respelt: string | null;
  marks: { open: string; close: string; asText: string };
}

/** Compiles an expression, and does not run it. */
export interface CompileTask {
  source: string;
  input: null;
}

export type UpcastAnswer =
  | { kind: 'done'; result: string | null; spelling: string | null }
  /** The expression itself failed, or exceeded its time or its memory. `position`: where, in characters from 0. */
  | { kind: 'failed'; message: string; position?: number | undefined }
  /** The process ended, or did not start; the expression need not be the reason. */
  | { kind: 'lost'; message: string };

export interface UpcastProcessLimits {
  timeoutMs: number;
  maxMemoryMb: number;
}

/** Limits of one run of an upcaster: its time, and the memory of its values. */
export const UPCAST_LIMITS: UpcastProcessLimits = { timeoutMs: 1_000, maxMemoryMb: 64 };

/**
 * Extra time before the process is killed. JSONata ends an expression by itself, with a better error, except inside a
 * regular expression.
 */
const GRACE_MS = 50;

const JSONATA = createRequire(import.meta.url).resolve('jsonata');

/** Runs the expressions of upcasters in a process of their own, one at a time. */
export class UpcastProcess {
  private readonly process: IsolatedProcess;

  constructor(
    private readonly limits: UpcastProcessLimits,
    clock: Clock,
  ) {
    const args = [JSONATA, String(limits.timeoutMs)];
    this.process = new IsolatedProcess(
      { source: UPCAST_PROGRAM, args, maxMemoryMb: limits.maxMemoryMb },
      clock,
    );
  }

  /**
   * Runs a task, and once more where the process was lost, because the event is not at fault if somebody killed the
   * process. Never throws. Call it only after the previous call has settled.
   */
  async run(task: UpcastTask | CompileTask): Promise<UpcastAnswer> {
    const answer = await this.runOnce(task);
    return answer.kind === 'lost' ? this.runOnce(task) : answer;
  }

  /** Kills the process with the task that it runs. The next task starts a new process. */
  stop(): void {
    this.process.stop();
  }

  private async runOnce(task: UpcastTask | CompileTask): Promise<UpcastAnswer> {
    const { timeoutMs, maxMemoryMb } = this.limits;
    const answer = await this.process.run(task, timeoutMs + GRACE_MS);
    switch (answer.kind) {
      case 'message':
        return answerOf(answer.content);
      case 'timeout':
        return { kind: 'failed', message: `it ran for more than ${timeoutMs} ms` };
      case 'memory':
        return { kind: 'failed', message: `it took more than ${maxMemoryMb} MiB of memory` };
      case 'lost':
        return { kind: 'lost', message: `the process for upcasters ended (${answer.why})` };
    }
  }
}

function answerOf(content: unknown): UpcastAnswer {
  const answer = content as {
    result: string | null;
    spelling: string | null;
    error?: string;
    position?: number;
  };
  const { error, position } = answer;
  if (error !== undefined) return { kind: 'failed', message: error, position };
  return { kind: 'done', result: answer.result, spelling: answer.spelling };
}
