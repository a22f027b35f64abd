import type { Log } from '../runtime/logger.js';

/**
 * Says once, when S3's answers show it, that the bucket keeps no earlier versions: a repair by hand that goes
 * wrong cannot be undone then.
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
