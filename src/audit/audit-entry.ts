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

export const AUDIT_PREFIX = 'audit/';

const ID = /^(\d{13})-([0-9a-f-]+)$/;

/**
 * The key of an entry. Key order is the order of time.
 *
 * @param auditId 13 digits of milliseconds since the epoch, a dash, and a unique part
 */
export function auditKey(auditId: string): string {
  const ms = Number(ID.exec(auditId)?.[1]);
  return `${dayPrefix(ms)}${auditId}.json`;
}

/** @param unique part of the id, hex digits and dashes */
export function newAuditId(at: number, unique: string): string {
  return `${String(at).padStart(13, '0')}-${unique}`;
}

/** What the keys of a day in UTC begin with. */
export function dayPrefix(at: number): string {
  const [year, month, day] = new Date(at).toISOString().slice(0, 10).split('-');
  return `${AUDIT_PREFIX}year=${year}/month=${month}/day=${day}/`;
}

/** The id that a key holds; `null` for a key of something else. */
export function auditIdOfKey(key: string): string | null {
  const id = key.slice(key.lastIndexOf('/') + 1).replace(/\.json$/, '');
  return ID.test(id) && auditKey(id) === key ? id : null;
}
