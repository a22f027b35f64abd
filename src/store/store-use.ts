import { Facts } from '../runtime/facts.js';
import { describeError } from '../runtime/logger.js';

/** How the latest write and the latest deletion ended, for readiness. */
export class StoreUse {
  private writes: string | null = null;
  private deletions: string | null = null;

  constructor(facts: Facts) {
    facts.on('store_called', ({ operation, outcome, error }) => {
      // A conflict and a missing object are neither a success nor a failure.
      if (outcome !== 'ok' && outcome !== 'failed') return;
      const failure = outcome === 'ok' ? null : reasonOf(error);
      if (operation === 'put') this.writes = failure;
      if (operation === 'delete') this.deletions = failure;
    });
  }

  /** A sentence if the latest write or deletion failed; `null`: both succeeded, or none was tried. */
  get trouble(): string | null {
    if (this.writes !== null) return `writes fail: ${this.writes}`;
    return this.deletions === null ? null : `deletions fail: ${this.deletions}`;
  }
}

/** Everybody may see readiness, so the text names no record. */
function reasonOf(error: unknown): string {
  return describeError(error).message.replace(/\bdlq\/\S+/g, 'a record');
}
