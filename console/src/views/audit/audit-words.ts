import type { AuditEntry } from '../../api/types.js';

export type Action = AuditEntry['action'];

/** Each action as words whose subject is who did it. */
const WORDS: Record<Action, string> = {
  service_started: 'started the service',
  sign_in_refused: 'was refused at the sign-in',
  event_retried: 'retried an event',
  page_retried: 'retried a page of events',
  event_accepted: 'accepted a corrected event',
  event_corrected: 'corrected an event',
  event_undone: 'undid the corrections of an event',
  event_discarded: 'discarded an event',
  event_restored: 'restored an event',
  event_revealed: 'revealed masked values of an event',
  note_changed: 'changed the note of a cause',
  job_planned: 'planned a job',
  job_started: 'started a job',
  job_paused: 'paused a job',
  job_resumed: 'resumed a job',
  job_changed: 'changed the pace of a job',
  job_cancelled: 'cancelled a job',
  job_stopped: 'stopped a job',
  job_undone: 'undid the corrections of a job',
  schemas_changed: 'changed the schemas',
  routes_changed: 'changed the routes',
  breaker_opened: 'stopped scheduled retries to a target',
  breaker_closed: 'took up scheduled retries to a target',
};

export const ACTIONS = Object.keys(WORDS).filter(isAction);

/** An action of a later version of the service is shown by its name. */
export function actionWords(action: string): string {
  return isAction(action) ? WORDS[action] : action.replaceAll('_', ' ');
}

const KINDS: Record<string, string> = {
  key: 'API key',
  oidc: 'token',
  session: 'signed in',
  loopback: 'from this machine',
  service: 'the service itself',
  unknown: 'not known',
};

/** Kind and role of who did it: `API key, operator`. */
export function actorWords({ kind, role }: AuditEntry['actor']): string {
  const words = KINDS[kind] ?? kind;
  return role === null ? words : `${words}, ${role}`;
}

function isAction(name: string): name is Action {
  return Object.hasOwn(WORDS, name);
}
