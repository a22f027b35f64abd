import type { Mark, TargetsStatus } from '../api/operation.js';
import type { Output } from '../output/output.js';
import { plain } from '../output/plain-text.js';
import { ago, counted, duration, timeOfDay } from '../output/words.js';
import type { BriefCause } from './brief.js';

/** An error may quote a long answer; the record has all of it. */
const MOST_CHARACTERS = 160;

/** Targets whose latest call failed, by name. */
export type FailingTargets = ReadonlyMap<string, TargetsStatus['items'][number]>;

export function causeLines(
  cause: BriefCause,
  failing: FailingTargets,
  now: number,
  { paint }: Pick<Output, 'paint'>,
): string[] {
  const { fingerprint, error, count, target, note, changed_before: changes } = cause;
  const heading = `${cause.is_new ? 'NEW  ' : ''}${counted(count, 'dead letter')}: ${shortened(plain(error))}`;
  const since = `since ${timeOfDay(cause.first_failed_at, now)} (${ago(cause.first_failed_at, now)})`;
  const facts = [
    since,
    `latest ${ago(cause.last_failed_at, now)}`,
    target,
    note === null ? null : `${note.state}${note.owner === null ? '' : ` by ${note.owner}`}`,
  ].filter((fact) => fact !== null);
  return [
    paint(cause.is_new ? 'red' : 'bold', heading),
    `  ${fingerprint}  ${facts.map(plain).join(', ')}`,
    `  ${waitingOf(cause.by_status.parked ?? 0, count)}`,
    ...changes.map((mark) => `  changed ${apart(mark, cause)}: ${plain(mark.text || mark.action)}`),
    ...verdictLines(cause, failing, now),
  ];
}

/** Whether a person is needed at all. @param parked how many of them wait for one */
export function waitingOf(parked: number, all: number): string {
  if (parked === 0) return all === 1 ? 'it is retried by itself' : 'all are retried by themselves';
  if (parked >= all) return all === 1 ? 'it waits for a person' : 'all wait for a person';
  return `${parked} wait for a person, ${all - parked} are retried by themselves`;
}

function apart({ at }: Mark, { first_failed_at: first }: BriefCause): string {
  const seconds = (Date.parse(first) - Date.parse(at)) / 1_000;
  return `${duration(Math.abs(seconds))} ${seconds < 0 ? 'after' : 'before'} the first`;
}

/**
 * A dry run asks no target. So it tells of the checks alone, and a cause whose target fails is not proposed for a job: one
 * dead letter asks the target first, and a person's retry passes an open breaker.
 */
function verdictLines(cause: BriefCause, failing: FailingTargets, now: number): string[] {
  const { fingerprint, target, would_pass_now: would, example_trace_id: example, note } = cause;
  if (note?.state === 'muted') return ['  muted'];
  const next = nextLines(cause);
  if (would === null || would.sampled === 0) return next;
  const { sampled, would_pass: passes, why } = would;
  const reason = why === null ? '' : `: ${shortened(plain(why))}`;
  if (passes === 0) return [`  none of ${sampled} tried would pass now${reason}`, ...next];
  const checked = `  ${passes} of ${sampled} tried pass the checks now`;
  const failed = target === null ? undefined : failing.get(target)?.last_failed_at;
  if (target !== null && failed !== undefined) {
    const when = failed === null ? '' : ` ${ago(failed, now)}`;
    const one = example ?? 'TRACE_ID';
    return [
      `${checked}, but ${plain(target)} failed${when}`,
      `  -> cxone-dlq events retry ${one}   (asks ${plain(target)} with one of them)`,
    ];
  }
  const unasked = target === null ? '' : ` (${plain(target)} was not asked)`;
  return [checked + unasked, `  -> cxone-dlq redrive plan --group ${fingerprint}`];
}

function nextLines({
  fingerprint,
  example_trace_id: example,
  changed_before: changes,
}: BriefCause): string[] {
  const show =
    example === null
      ? `  -> cxone-dlq events ls --group ${fingerprint}`
      : `  -> cxone-dlq events show ${example}`;
  const schemas = changes.some(({ action }) => action === 'schemas_changed');
  return schemas ? [show, '  -> cxone-dlq schemas ls   (schemas rollback takes back a change)'] : [show];
}

function shortened(text: string): string {
  return text.length <= MOST_CHARACTERS ? text : `${text.slice(0, MOST_CHARACTERS - 1)}…`;
}
