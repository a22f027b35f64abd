/** What an entry may be about. */
export const AUDIT_ACTIONS = [
  'service_started',
  'sign_in_refused',
  'event_retried',
  'page_retried',
  'event_accepted',
  'event_corrected',
  'event_undone',
  'event_discarded',
  'event_restored',
  'event_revealed',
  'note_changed',
  'job_planned',
  'job_started',
  'job_paused',
  'job_resumed',
  'job_changed',
  'job_cancelled',
  'job_stopped',
  'job_undone',
  'schemas_changed',
  'routes_changed',
  'breaker_opened',
  'breaker_closed',
] as const;

export type AuditAction = (typeof AUDIT_ACTIONS)[number];

/** Who did it. `kind`: a caller's kind, or `service` for what the service did by itself. */
export interface Actor {
  name: string;
  kind: string;
  role: string | null;
  address: string | null;
}

/** What it was done to; only what applies. */
export interface AuditTarget {
  trace_id?: string;
  job_id?: string;
  fingerprint?: string;
  schema_version?: string;
}

/** One change, as it is kept under `audit/`: written before the change, so `after` is what the change asks for. */
export interface AuditEntry {
  audit_id: string;
  /** RFC 3339, UTC. */
  at: string;
  actor: Actor;
  action: AuditAction;
  target: AuditTarget;
  reason: string | null;
  before: unknown;
  /** `null` where only an attempt will tell. */
  after: unknown;
  request_id: string | null;
}

/** What is said of a change. The audit adds who did it and when. */
export interface AuditedChange {
  action: AuditAction;
  target?: AuditTarget;
  before?: unknown;
  after?: unknown;
}

export const AUDIT_PREFIX = 'audit/';

const ID = /^(\d{13})-[\w.-]{1,100}$/;

/** The last time that 13 digits can tell, milliseconds since the epoch: in the year 2286. */
export const LAST_TIME = 9_999_999_999_999;

/**
 * The key of an entry. Key order is the order of time.
 *
 * @param auditId 13 digits of milliseconds since the epoch, a dash, and a unique part
 */
export function auditKey(auditId: string): string {
  return `${dayPrefix(timeOf(auditId))}${auditId}.json`;
}

/**
 * @param at milliseconds since the epoch
 * @param unique part of the id; of two in one millisecond the greater one counts as the later
 */
export function newAuditId(at: number, unique: string): string {
  return `${digits(at)}-${unique}`;
}

/** Milliseconds since the epoch. */
export function timeOf(auditId: string): number {
  return Number(auditId.slice(0, 13));
}

/** A text that all keys of this time and later come after, and all earlier ones before. */
export function startOfTime(at: number): string {
  return `${dayPrefix(at)}${digits(at)}`;
}

/** The id that a key holds; `null` for a key of something else. */
export function auditIdOfKey(key: string): string | null {
  const id = key.slice(key.lastIndexOf('/') + 1).replace(/\.json$/, '');
  return ID.test(id) && auditKey(id) === key ? id : null;
}

/** What the keys of a day in UTC begin with. */
function dayPrefix(at: number): string {
  const [year, month, day] = new Date(at).toISOString().slice(0, 10).split('-');
  return `${AUDIT_PREFIX}year=${year}/month=${month}/day=${day}/`;
}

function digits(at: number): string {
  return String(at).padStart(13, '0');
}
