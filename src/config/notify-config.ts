import type { EnvReader } from './env-reader.js';

/** Who is told of what is wrong. */
export interface NotifyConfig {
  /** Path of the file with channels and thresholds; `null`: nobody is told. */
  file: string | null;
  /** Whether a channel may be at an address that is not public. */
  allowPrivate: boolean;
  /** Where people reach the service; `null`: it is not known. */
  publicUrl: string | null;
}

/** NOTIFY_FILE, and what notices say of the service. */
export function notify(read: EnvReader): NotifyConfig {
  return {
    file: read.text('NOTIFY_FILE') ?? null,
    allowPrivate: read.boolean('DELIVERY_ALLOW_PRIVATE'),
    publicUrl: read.url('PUBLIC_URL') ?? null,
  };
}
