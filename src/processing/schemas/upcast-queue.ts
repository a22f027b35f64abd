import { PermanentError, TransientError } from '../../domain/letter/failure.js';
import { TooManyWaiting, Turns } from '../../runtime/turns.js';
import type { CompileTask, UpcastAnswer, UpcastProcess, UpcastTask } from './upcast-process.js';

/** Lets events take turns at the process that runs upcasters, so that a failure belongs to the expression that runs. */
export class UpcastQueue {
  private readonly turns: Turns;

  /** @param maxWaiting tasks that wait while one runs */
  constructor(
    private readonly process: Pick<UpcastProcess, 'run'>,
    maxWaiting: number,
  ) {
    this.turns = new Turns(maxWaiting);
  }

  /**
   * @param name of the upcaster, for the failure
   * @throws PermanentError `upcast_failed` where the expression failed; TransientError `processing_timeout` where too
   * many events wait or the process was lost; the signal's reason
   */
  async run(
    name: string,
    task: UpcastTask,
    signal: AbortSignal,
  ): Promise<{ result: string | null; spelling: string | null }> {
    const answer = await this.turn(task, signal);
    if (answer.kind === 'failed')
      throw new PermanentError('upcast_failed', `${name} failed: ${answer.message}`);
    if (answer.kind === 'lost') throw new TransientError('processing_timeout', `${name}: ${answer.message}`);
    return answer;
  }

  /**
   * Why an expression cannot be compiled; `null`: it can be. `position`: where, in characters from 0.
   *
   * @throws as `run`, but for what the expression does
   */
  async syntaxProblem(
    source: string,
    signal: AbortSignal,
  ): Promise<{ message: string; position: number } | null> {
    const answer = await this.turn({ source, input: null }, signal);
    if (answer.kind === 'lost') throw new TransientError('processing_timeout', answer.message);
    return answer.kind === 'failed' ? { message: answer.message, position: answer.position ?? 0 } : null;
  }

  private async turn(task: UpcastTask | CompileTask, signal: AbortSignal): Promise<UpcastAnswer> {
    try {
      return await this.turns.take(signal, () => this.process.run(task));
    } catch (error) {
      if (!(error instanceof TooManyWaiting)) throw error;
      throw new TransientError('processing_timeout', 'too many events wait for an upcaster');
    }
  }
}
