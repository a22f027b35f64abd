import type { Facts } from '../runtime/facts.js';
import type { Log } from '../runtime/logger.js';

/**
 * Logs once that the bucket keeps no earlier versions, when an answer of S3 shows it: a wrong repair by hand cannot be
 * undone there.
 *
 * @param kind of the store
 */
export function noticeVersioning(kind: string, facts: Facts, log: Log): void {
  let said = kind !== 's3';
  facts.on('record_changed', (fact) => {
    if (said || fact.change === 'removed' || fact.versioned === undefined) return;
    said = true;
    if (!fact.versioned)
      log.warn('bucket_not_versioned', { recommended: 'versioning, where conditional writes hold' });
  });
}
