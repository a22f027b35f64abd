import type { NoticeKind } from '../notice.js';

export const CHANNEL_TYPES = ['slack', 'webhook', 'pagerduty', 'alertmanager'] as const;

export type ChannelType = (typeof CHANNEL_TYPES)[number];

/** A channel as NOTIFY_FILE has it, with its secrets. */
export interface ChannelSettings {
  name: string;
  type: ChannelType;
  url: string;
  kinds: ReadonlySet<NoticeKind>;
  /** Of `webhook`: the secrets of Standard Webhooks, the newest first; empty: unsigned. */
  secrets: readonly string[];
  /** Of `pagerduty`; empty for the other types. */
  routingKey: string;
}

/** From when on the backlog is too old or too large; `null`: nobody is told. */
export interface Thresholds {
  backlogAgeS: number | null;
  backlogSize: number | null;
}

/** All that NOTIFY_FILE says. */
export interface NotifySettings {
  channels: readonly ChannelSettings[];
  thresholds: Thresholds;
}

/** What messages say of the service that sends them. */
export interface Sender {
  /** Where people reach the service; `null`: it has no address of its own. */
  publicUrl: string | null;
  /** Milliseconds since the epoch, at this attempt. */
  now: number;
}
