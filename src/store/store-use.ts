import { Facts } from '../runtime/facts.js';
import { describeError } from '../runtime/logger.js';
import { withoutKeys } from './without-keys.js';

/** What lies elsewhere, such as the audit, has a check of its own: a policy may refuse one prefix alone. */
const AREAS = ['dlq', 'probe'];

/** How the latest write and the latest deletion of dead letters ended, for readiness. */
export class StoreUse {
  private writes: string | null = null;
  private deletions: string | null = null;

  constructor(facts: Facts) {
    facts.on('store_called', ({ operation, area, outcome, error }) => {
      if (!AREAS.includes(area)) return;
      // A conflict and a missing object are neither a success nor a failure.
      if (outcome !== 'ok' && outcome !== 'failed') return;
      const failure = outcome === 'ok' ? null : withoutKeys(describeError(error).error);
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
