import type { EnvReader } from './env-reader.js';

/** Who is told of what is wrong. */
export interface NotifyConfig {
  /** Path of the file with channels and thresholds; `null`: nobody is told. */
  file: string | null;
}

/** NOTIFY_FILE. What is wrong with the file itself is found when it is read. */
export function notify(read: EnvReader): NotifyConfig {
  return { file: read.text('NOTIFY_FILE') ?? null };
}
