import { jobLine, nextFor } from '../output/job-lines.js';
import type { TargetsStatus } from '../api/operation.js';
import type { Output } from '../output/output.js';
import { plain } from '../output/plain-text.js';
import { ago, counted, timeOfDay } from '../output/words.js';
import type { Brief } from './brief.js';
import { causeLines, waitingOf } from './cause-lines.js';

type TargetStatus = TargetsStatus['items'][number];
type Paint = Pick<Output, 'paint'>;

/** What the breaker of a target means for whoever is on call. */
const BREAKERS: Readonly<Record<string, string>> = {
  open: '  Its retries wait, and one of them tries it now and then. Events are kept meanwhile.',
  probing: '  The next retry tries it. Where none is due, try one yourself: events retry, below.',
};

/** @returns the brief for people. Nothing is cut but the errors of causes: the terminal wraps what is longer than a line */
export function briefLines(brief: Brief, now: number, output: Paint): string[] {
  const failing = new Map(failingTargets(brief).map((target) => [target.name, target]));
  const lines = [
    ...healthLines(brief, output),
    ...missingLines(brief, output),
    ...targetLines(brief, now, output),
    ...jobLinesOf(brief, output),
    ...brief.causes.flatMap((cause) => ['', ...causeLines(cause, failing, now, output)]),
  ];
  const more = (brief.cause_count ?? 0) - brief.causes.length;
  if (more > 0) lines.push('', `${counted(more, 'more cause')}: cxone-dlq groups ls`);
  return lines;
}

function healthLines(brief: Brief, { paint }: Paint): string[] {
  const { ready, ...backlog } = brief;
  if (ready === null)
    return [`${paint('bold', 'service')}  ${paint('red', 'unknown')}`, ...backlogLines(backlog)];
  const colour = ready.status === 'ok' ? 'green' : ready.status === 'degraded' ? 'yellow' : 'red';
  const troubles = Object.entries(ready.checks)
    // The lines of the targets say it with their names.
    .filter(
      ([name, { status }]) => status !== 'ok' && !(name === 'targets' && failingTargets(brief).length > 0),
    )
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
  const all = `${counted(count, 'unresolved dead letter')} of ${counted(causes, 'cause')}`;
  return [parked === null ? `${all}.` : `${all}; ${waitingOf(parked, count)}.`];
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
  return failingTargets(brief).flatMap(({ name, breaker, last_ok_at: ok, last_error_code: code }) => {
    const since =
      ok === null
        ? 'it has not answered yet'
        : `its last success was at ${timeOfDay(ok, now)} (${ago(ok, now)})`;
    const state =
      breaker === 'open' ? 'down' : breaker === 'probing' ? 'not known to be up again' : 'failing';
    const line = `${paint('red', `${plain(name)} is ${state}`)}: ${since}, ${code ?? 'unknown error'}`;
    const meaning = BREAKERS[breaker];
    return meaning === undefined ? [line] : [line, meaning];
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
