import { jobLine, nextFor } from '../output/job-lines.js';
import type { TargetsStatus } from '../api/operation.js';
import type { Output } from '../output/output.js';
import { plain } from '../output/plain-text.js';
import { ago, counted } from '../output/words.js';
import type { Brief, BriefCause } from './brief.js';

type TargetStatus = TargetsStatus['items'][number];
type Paint = Pick<Output, 'paint'>;

/** @returns the brief on one screen. @param width of the terminal; `null`: nothing is cut */
export function briefLines(brief: Brief, now: number, width: number | null, output: Paint): string[] {
  const failing = new Set(failingTargets(brief).map(({ name }) => name));
  const lines = [
    ...healthLines(brief, output),
    ...missingLines(brief, output),
    ...targetLines(brief, now, output),
    ...jobLinesOf(brief, output),
    ...brief.causes.flatMap((cause) => ['', ...causeLines(cause, failing, now, output)]),
  ];
  const more = (brief.cause_count ?? 0) - brief.causes.length;
  if (more > 0) lines.push('', `${counted(more, 'more cause')}: cxone-dlq groups ls`);
  return lines.map((line) => cut(line, width));
}

function healthLines({ ready, ...backlog }: Brief, { paint }: Paint): string[] {
  if (ready === null)
    return [`${paint('bold', 'service')}  ${paint('red', 'unknown')}`, ...backlogLines(backlog)];
  const colour = ready.status === 'ok' ? 'green' : ready.status === 'degraded' ? 'yellow' : 'red';
  const troubles = Object.entries(ready.checks)
    .filter(([, check]) => check.status !== 'ok')
    .map(
      ([name, { status, detail }]) =>
        `  ${name} is ${status}${detail === undefined ? '' : `: ${plain(detail)}`}`,
    );
  return [
    `${paint('bold', 'service')}  ${paint(colour, ready.status)}`,
    ...troubles,
    ...backlogLines(backlog),
  ];
}

function backlogLines({ dead_letters: count, cause_count: causes, parked }: Omit<Brief, 'ready'>): string[] {
  if (count === null || causes === null) return [];
  if (count === 0) return ['No dead letter is unresolved.'];
  const waiting = parked === null ? '' : `; ${parked} wait for a person`;
  return [`${counted(count, 'unresolved dead letter')} of ${counted(causes, 'cause')}${waiting}.`];
}

/** Parts that are missing for the same reason share its line. */
function missingLines({ missing }: Brief, { paint }: Paint): string[] {
  const reasons = [...new Set(missing.map(({ why }) => why))];
  return reasons.flatMap((reason) => {
    const parts = missing.filter(({ why }) => why === reason).map(({ what }) => what);
    return [paint('red', `not known: ${parts.join(', ')}`), `  ${plain(reason)}`];
  });
}

function failingTargets({ targets }: Brief): TargetStatus[] {
  return targets?.items.filter(isFailing) ?? [];
}

function targetLines(brief: Brief, now: number, { paint }: Paint): string[] {
  return failingTargets(brief).map(({ name, breaker, last_ok_at: ok, last_error_code: code }) => {
    const since = ok === null ? 'it has not answered yet' : `its last success was ${ago(ok, now)}`;
    const state = breaker === 'open' ? 'down' : breaker === 'probing' ? 'tried again' : 'failing';
    return `${paint('red', `${plain(name)} is ${state}`)}: ${since}, ${code ?? 'unknown error'}`;
  });
}

/** A breaker opens after several failures; before that the latest call tells. */
function isFailing({ breaker, last_ok_at: ok, last_failed_at: failed }: TargetStatus): boolean {
  if (breaker !== 'closed') return true;
  return failed !== null && (ok === null || Date.parse(failed) > Date.parse(ok));
}

function jobLinesOf({ jobs }: Brief, { paint }: Paint): string[] {
  return jobs.flatMap((job) => [
    `${paint('yellow', `job ${job.job_id}`)} (${job.action}) ${jobLine(job)}`,
    ...(job.stop_reason === null ? [] : [`  ${plain(job.stop_reason.text)}`]),
    `  -> ${nextFor(job)}`,
  ]);
}

function causeLines(
  cause: BriefCause,
  failing: ReadonlySet<string>,
  now: number,
  { paint }: Paint,
): string[] {
  const { fingerprint, error, count, target, note, changed_before: changes } = cause;
  const heading = `${counted(count, 'dead letter')}: ${plain(error)}`;
  const facts = [
    cause.is_new ? 'NEW' : null,
    `since ${ago(cause.first_failed_at, now)}`,
    `latest ${ago(cause.last_failed_at, now)}`,
    target,
    note === null ? null : `${note.state}${note.owner === null ? '' : ` by ${note.owner}`}`,
  ].filter((fact) => fact !== null);
  return [
    paint(cause.is_new ? 'red' : 'bold', heading),
    `  ${fingerprint}  ${facts.map(plain).join(', ')}`,
    ...changes.map(({ at, action, text }) => `  before it, ${ago(at, now)}: ${plain(text || action)}`),
    ...verdictLines(cause, failing),
  ];
}

/** A dry run asks no target. So it tells of the checks alone, and a cause whose target fails is not proposed for a job. */
function verdictLines(cause: BriefCause, failing: ReadonlySet<string>): string[] {
  const { fingerprint, target, would_pass_now: would, example_trace_id: example, note } = cause;
  if (note?.state === 'muted') return ['  muted'];
  const show =
    example === null
      ? `  -> cxone-dlq events ls --group ${fingerprint}`
      : `  -> cxone-dlq events show ${example}`;
  if (would === null || would.sampled === 0) return [show];
  const { sampled, would_pass: passes } = would;
  if (passes === 0) return [`  none of ${sampled} tried would pass now`, show];
  const checked = `  ${passes} of ${sampled} tried pass the checks now`;
  if (target !== null && failing.has(target)) {
    return [`${checked}, but ${plain(target)} still fails; wait for it`, show];
  }
  const unasked = target === null ? '' : ` (${plain(target)} was not asked)`;
  return [checked + unasked, `  -> cxone-dlq redrive plan --group ${fingerprint}`];
}

/** Commands are never cut, since a person copies them. */
function cut(line: string, width: number | null): string {
  // A line with colours is longer than it looks.
  if (width === null || line.length <= width || line.includes('-> ') || line.includes('\u001b')) return line;
  return `${line.slice(0, width - 1)}…`;
}
