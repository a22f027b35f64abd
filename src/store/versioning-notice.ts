import type { Log } from '../runtime/logger.js';

/**
 * Logs once that the bucket keeps no earlier versions, when an answer of S3 shows it: a wrong repair by hand cannot be
 * undone there.
 */
export function versioningNotice(kind: string, log: Log): (versioned: boolean | undefined) => void {
  let said = kind !== 's3';
  return (versioned) => {
    if (said || versioned === undefined) return;
    said = true;
    if (!versioned)
      log.warn('bucket_not_versioned', { recommended: 'versioning, where conditional writes hold' });
  };
}
