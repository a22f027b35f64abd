import type { AuditAction, AuditEntry } from '../audit/audit-entry.js';

/** A member of what an entry holds as its state before or after. */
type Member = string | number | readonly unknown[] | null;

/** What a mark of each action says, after the name of who did it. */
const SENTENCES: Partial<Record<AuditAction, (entry: AuditEntry) => string>> = {
  service_started: ({ after }) => `Version ${said(after, 'version')} started as ${said(after, 'replica')}`,
  schemas_changed: ({ actor, after }) => `${nameOf(actor)} changed the schemas${listOf(after, 'versions')}`,
  routes_changed: ({ actor, after }) =>
    `${nameOf(actor)} changed the routes${amountOf(after, 'targets')}${amountOf(after, 'routes')}`,
  breaker_opened: ({ after }) =>
    `The target ${said(after, 'target')} is down (${said(after, 'error_code')}): its retries wait`,
  breaker_closed: ({ after }) => `The target ${said(after, 'target')} is back`,
  job_started: (entry) => `${nameOf(entry.actor)} started ${jobOf(entry)}`,
  job_paused: (entry) => `${nameOf(entry.actor)} paused ${jobOf(entry)}`,
  job_resumed: (entry) => `${nameOf(entry.actor)} resumed ${jobOf(entry)}`,
  job_changed: (entry) => `${nameOf(entry.actor)} changed the pace of ${jobOf(entry)}`,
  job_cancelled: (entry) => `${nameOf(entry.actor)} cancelled ${jobOf(entry)}`,
  job_stopped: (entry) => `${capital(jobOf(entry))} stopped itself`,
  job_undone: (entry) => `${nameOf(entry.actor)} undid ${jobOf(entry)}`,
};

/** The actions that may explain why dead letters come, or why they go. */
export const MARK_ACTIONS = Object.keys(SENTENCES) as AuditAction[];

/** What an audit entry says about a timeline, in one plain sentence with the reason that was given. */
export function markText(entry: AuditEntry): string {
  const sentence = SENTENCES[entry.action]?.(entry) ?? entry.action;
  const reason = entry.reason === null ? '' : ` (reason: ${entry.reason})`;
  return `${sentence}${reason}.`;
}

function nameOf({ kind, name }: AuditEntry['actor']): string {
  return kind === 'service' ? 'The service' : name;
}

function jobOf({ target }: AuditEntry): string {
  return target.job_id === undefined ? 'a job' : `the job ${target.job_id}`;
}

/** An entry is of a release that may be older or newer than this one, so nothing of its state is certain. */
function memberOf(state: unknown, name: string): Member {
  if (typeof state !== 'object' || state === null) return null;
  const value: unknown = Reflect.get(state, name);
  return typeof value === 'string' || typeof value === 'number' || Array.isArray(value) ? value : null;
}

function said(state: unknown, name: string): string {
  const value = memberOf(state, name);
  return value === null || typeof value === 'object' ? '(not known)' : String(value);
}

function listOf(state: unknown, name: string): string {
  const value = memberOf(state, name);
  return typeof value === 'object' && value !== null ? `; ${name}: ${value.join(', ')}` : '';
}

function amountOf(state: unknown, name: string): string {
  const value = memberOf(state, name);
  return typeof value === 'number' ? `; ${name}: ${value}` : '';
}

function capital(text: string): string {
  return text.slice(0, 1).toUpperCase() + text.slice(1);
}
