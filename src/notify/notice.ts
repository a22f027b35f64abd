/** What a channel can be told of. */
export const NOTICE_KINDS = [
  'new_cause',
  'cause_is_back',
  'fixed_now',
  'backlog_age',
  'backlog_size',
  'breaker_open',
  'job_stopped',
  'job_completed',
  'store_unavailable',
] as const;

export type NoticeKind = (typeof NOTICE_KINDS)[number];

/** By PagerDuty's words: https://developer.pagerduty.com/docs/send-alert-event */
export type Severity = 'critical' | 'error' | 'warning' | 'info';

/** Something that an operator is told of. Texts hold no value at a masked path, and no secret. */
export interface Subject {
  /** The same on every replica, and for as long as it is the same thing: `cause-v1-…`, `breaker-crm`. */
  id: string;
  kind: NoticeKind;
  severity: Severity;
  /** One line. */
  title: string;
  /** What else helps, by names of the API's fields. */
  details: Readonly<Record<string, string>>;
}

/** One message about a subject. */
export interface Notice extends Omit<Subject, 'kind'> {
  /** `test`: nothing has happened; somebody tries the channels. */
  kind: NoticeKind | 'test';
  /** `resolved`: what was told of before is over. */
  state: 'firing' | 'resolved';
  /** The same for every attempt at this message, and different for every other message. */
  messageId: string;
  /** When it began, milliseconds since the epoch. */
  since: number;
  /** When it was told of, milliseconds since the epoch. */
  at: number;
}
