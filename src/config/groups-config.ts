import type { EnvReader } from './env-reader.js';

export interface GroupsConfig {
  /** For how long a cause counts as new, milliseconds. */
  newMs: number;
}

/** How causes are shown. What is wrong goes to `read.problems`. */
export function groups(read: EnvReader): GroupsConfig {
  return { newMs: read.integer('NEW_GROUP_S') * 1_000 };
}
