import type { Config } from '../../config/config.js';
import { DeadLetterStore } from '../../dlq/dead-letter.store.js';
import { nextTask } from '../../domain/letter/agenda.js';
import type { Clock } from '../../runtime/clock.js';
import type { Log } from '../../runtime/logger.js';

/** Deletes resolved and discarded records past their retention, and finishes deletions that were interrupted. */
export class PurgeService {
  constructor(
    private readonly letters: DeadLetterStore,
    private readonly config: Pick<Config, 'retention'>,
    private readonly clock: Clock,
    private readonly log: Log,
  ) {}

  /**
   * @returns whether it was deleted; false where it must stay, or was changed meanwhile
   * @throws StoreError when the store gives no usable answer.
   */
  async purge(key: string): Promise<boolean> {
    const read = await this.letters.read(key);
    if (read.outcome !== 'found' || read.decoded.kind !== 'record') return false;
    const { letter } = read.decoded;
    const { etag, wallAhead } = read;
    const now = this.clock.now();
    const task = nextTask(letter, read.times, this.config.retention, now);
    if (task.kind !== 'purge' || task.at > now) return false;
    if ((await this.letters.remove({ key, etag, letter, wallAhead })) === 'conflict') return false;
    this.log.info('purged', { trace_id: letter.traceId, status: letter.status });
    return true;
  }
}
