import { Injectable } from '@nestjs/common';
import { Catalog } from '../catalog/catalog.js';
import { objectKeyOf } from '../catalog/summary.js';
import { DeadLetterStore } from '../dlq/dead-letter.store.js';
import { isUnresolved, type DeadLetter } from '../domain/letter/dead-letter.js';
import type { CxoneEvent } from '../domain/event/event.js';
import { keyOfTraceId } from '../domain/letter/trace-id.js';

/** Finds the dead letter under which an event is kept already. */
@Injectable()
export class KnownDeadLetters {
  constructor(
    private readonly catalog: Catalog,
    private readonly letters: DeadLetterStore,
  ) {}

  /** Whether the catalog has a hint: without one, `find` asks nobody. */
  mayKnow({ suffix }: CxoneEvent): boolean {
    return this.catalog.unresolvedOf(suffix).length > 0;
  }

  /** Whether this very record has been seen in the store by this replica, whether or not it is still there. */
  wasSeen({ traceId }: DeadLetter): boolean {
    return this.catalog.hasSeen(keyOfTraceId(traceId));
  }

  /**
   * The oldest unresolved dead letter of the event. The catalog only gives the hint; the record itself is read before
   * it is believed.
   *
   * @throws StoreError where a record that may be there could not be read.
   */
  async find({ suffix, identity }: CxoneEvent): Promise<DeadLetter | null> {
    for (const summary of this.catalog.unresolvedOf(suffix)) {
      const read = await this.letters.read(objectKeyOf(summary));
      if (read.outcome !== 'found' || read.decoded.kind !== 'record') continue;
      const { letter } = read.decoded;
      // By the content, not by the name: another event can share the suffix, or a repair by hand have made it another.
      if (letter.event.identity === identity && isUnresolved(letter.status)) return letter;
    }
    return null;
  }
}
