import { PermanentError, TransientError } from '../../domain/letter/failure.js';
import type { UpcastAnswer, UpcastProcess, UpcastTask } from './upcast-process.js';

/** Lets events take turns at the one process that runs upcasters, so that a runaway is known to be its own. */
export class UpcastQueue {
  private tail: Promise<unknown> = Promise.resolve();
  private waiting = 0;

  constructor(
    private readonly process: Pick<UpcastProcess, 'run'>,
    private readonly maxWaiting: number,
  ) {}

  /**
   * @param name of the upcaster, for the failure
   * @throws PermanentError `upcast_failed` where the expression failed; TransientError `processing_timeout` where too
   * many wait or the process was lost; the signal's reason
   */
  async run(
    name: string,
    task: UpcastTask,
    signal: AbortSignal,
  ): Promise<{ result: string | null; spelling: string | null }> {
    signal.throwIfAborted();
    if (this.waiting > this.maxWaiting) {
      throw new TransientError('processing_timeout', 'too many events wait for an upcaster');
    }
    const answer = await this.inTurn(task, signal);
    if (answer.kind === 'failed')
      throw new PermanentError('upcast_failed', `${name} failed: ${answer.message}`);
    if (answer.kind === 'lost') throw new TransientError('processing_timeout', `${name}: ${answer.message}`);
    return answer;
  }

  private inTurn(task: UpcastTask, signal: AbortSignal): Promise<UpcastAnswer> {
    this.waiting++;
    return new Promise((resolve, reject) => {
      // What is given up while it runs goes on to its end, which its time limits; nobody waits for it.
      const giveUp = () => reject(signal.reason as Error);
      signal.addEventListener('abort', giveUp, { once: true });
      this.tail = this.tail.then(async () => {
        try {
          if (!signal.aborted) resolve(await this.process.run(task));
        } catch (error) {
          reject(error);
        } finally {
          this.waiting--;
          signal.removeEventListener('abort', giveUp);
        }
      });
    });
  }
}
