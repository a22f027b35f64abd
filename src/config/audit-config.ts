import type { EnvReader } from './env-reader.js';

export interface AuditConfig {
  /** Whether a change without a reason is refused. */
  reasonsRequired: boolean;
}

/** The audit of changes. What is wrong goes to `read.problems`. */
export function audit(read: EnvReader): AuditConfig {
  return { reasonsRequired: read.boolean('REASONS_REQUIRED') };
}
