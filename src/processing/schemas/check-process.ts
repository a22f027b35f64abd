import { createRequire } from 'node:module';
import type { Clock } from '../../runtime/clock.js';
import { CHECK_PROGRAM } from './check-program.js';
import { IsolatedProcess, type IsolatedAnswer } from './isolated-process.js';
import { DIALECT_FOR_PROCESS } from './schema-dialect.js';
import type { SchemaUnit } from './schema-unit.js';
import type { Finding } from './validation-sentence.js';

/** Compiling one schema is given up after this, milliseconds. */
const COMPILE_TIMEOUT_MS = 5_000;

/** Memory for the values of one process, MiB. */
const MAX_MEMORY_MB = 256;

/** Extra time before the process is killed. It normally ends a task by itself, and measures the time more exactly. */
const GRACE_MS = 2_000;

const { resolve } = createRequire(import.meta.url);

/** One event to be checked by one schema. */
export interface CheckTask {
  text: string;
  namesInteraction: boolean;
  /** Whether all problems are reported, or the first one alone. */
  all: boolean;
  /** Time of the check, milliseconds. */
  ms: number;
}

export type CheckAnswer =
  | { kind: 'valid' }
  | { kind: 'invalid'; errors: Finding[] }
  | { kind: 'too deep' }
  /** It exceeded its time or its memory. `why` is a phrase that follows the name of the schema. */
  | { kind: 'exceeded'; why: string }
  /** The process ended, or did not start; the event need not be the reason. */
  | { kind: 'lost'; why: string };

export type CompileAnswer =
  | { kind: 'compiled' }
  /** The errors that the draft's meta-schema reports. */
  | { kind: 'malformed'; errors: Finding[] }
  | { kind: 'refused'; why: string };

/** Compiles and applies schemas in a process of their own, one task at a time. */
export class CheckProcess {
  private readonly process: IsolatedProcess;

  constructor(clock: Clock) {
    const args = [resolve('ajv/dist/2020.js'), resolve('ajv-formats'), DIALECT_FOR_PROCESS];
    this.process = new IsolatedProcess({ source: CHECK_PROGRAM, args, maxMemoryMb: MAX_MEMORY_MB }, clock);
  }

  /** Never throws. */
  async check(unit: SchemaUnit, task: CheckTask): Promise<CheckAnswer> {
    const answer = await this.run(unit, task, COMPILE_TIMEOUT_MS + 2 * task.ms);
    if (answer.kind === 'lost') return answer;
    if (answer.kind !== 'message') return { kind: 'exceeded', why: exceeded(answer, task.ms, 'to check') };
    const content = answer.content as {
      valid?: boolean;
      errors?: Finding[];
      tooDeep?: boolean;
      timeout?: boolean;
      refused?: string;
    };
    if (content.valid === true) return { kind: 'valid' };
    if (content.errors !== undefined) return { kind: 'invalid', errors: content.errors };
    if (content.tooDeep === true) return { kind: 'too deep' };
    if (content.timeout === true) {
      return { kind: 'exceeded', why: exceeded({ kind: 'timeout' }, task.ms, 'to check') };
    }
    return { kind: 'lost', why: content.refused ?? 'its answer cannot be read' };
  }

  /** Never throws. */
  async compile(unit: SchemaUnit): Promise<CompileAnswer> {
    const first = await this.run(unit, null, COMPILE_TIMEOUT_MS);
    const answer = first.kind === 'lost' ? await this.run(unit, null, COMPILE_TIMEOUT_MS) : first;
    if (answer.kind === 'lost') return { kind: 'refused', why: `it was not compiled: ${answer.why}` };
    const content = (answer.kind === 'message' ? answer.content : {}) as {
      compiled?: boolean;
      malformed?: Finding[];
      refused?: string;
    };
    if (content.compiled === true) return { kind: 'compiled' };
    if (content.malformed !== undefined) return { kind: 'malformed', errors: content.malformed };
    const why = content.refused ?? `it ${exceeded(answer, COMPILE_TIMEOUT_MS, 'to compile')}`;
    return { kind: 'refused', why };
  }

  /** Ends the process with the task that it runs. The next task starts a new process. */
  stop(): void {
    this.process.stop();
  }

  private async run(
    { key, file, text }: SchemaUnit,
    task: CheckTask | null,
    ms: number,
  ): Promise<IsolatedAnswer> {
    const { all = false, namesInteraction = false, ms: checkMs = 0 } = task ?? {};
    const message = { key, file, all, namesInteraction, text: task?.text ?? null, ms: checkMs };
    const run = (schemas: string | null) =>
      this.process.run({ ...message, schemas, compileMs: COMPILE_TIMEOUT_MS }, ms + GRACE_MS);
    const answer = await run(null);
    const needsSchemas = answer.kind === 'message' && (answer.content as { need?: boolean }).need === true;
    return needsSchemas ? run(text) : answer;
  }
}

function exceeded({ kind }: Pick<IsolatedAnswer, 'kind'>, ms: number, what: string): string {
  return kind === 'memory'
    ? `takes more than ${MAX_MEMORY_MB} MiB ${what}`
    : `takes longer than ${ms} ms ${what}`;
}
