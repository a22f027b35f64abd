import { Badge } from '../../ui/badge.js';
import { counted } from '../../ui/format.js';
import { Time } from '../../ui/time.js';
import { JsonText } from './json-text.js';
import type { Attempt, Edit } from './record.js';

const TRIGGERS: Record<string, string> = {
  webhook: 'on arrival',
  sweep: 'by the schedule',
  person: 'by a person',
  page: 'by a person, with others',
  job: 'by a job',
};

/** What was tried, the latest first, with what the target answered. */
export function Attempts({ attempts }: { attempts: readonly Attempt[] }) {
  return (
    <section class="card" aria-label="Attempts">
      <header class="card-header">
        <h2>{counted(attempts.length, 'attempt')}</h2>
      </header>
      <ol class="timeline card-content">
        {attempts.toReversed().map((attempt) => (
          <li key={attempt.at} class="timeline-item">
            <AttemptItem attempt={attempt} />
          </li>
        ))}
        {attempts.length === 0 && <li class="muted">The record has no attempt.</li>}
      </ol>
    </section>
  );
}

function AttemptItem({ attempt }: { attempt: Attempt }) {
  const { at, trigger, by, duration_ms, processor, error_code, error, response } = attempt;
  const running = (duration_ms ?? null) === null && (error_code ?? null) === null;
  const failed = (error_code ?? null) !== null;
  return (
    <>
      <div class="row">
        <Badge tone={running ? 'accent' : failed ? 'bad' : 'good'}>
          {running ? 'under way' : failed ? error_code : 'passed'}
        </Badge>
        <Time at={at} form="clock" />
        <span class="muted">
          {TRIGGERS[trigger] ?? trigger}, {by}
          {duration_ms !== null && duration_ms !== undefined && `, ${duration_ms} ms`}
        </span>
      </div>
      {processor !== null && processor !== undefined && (
        <p class="small">
          <code>{processor}</code>
        </p>
      )}
      {error && <p class="event-words">{error}</p>}
      {response !== null && response !== undefined && (
        <details>
          <summary>The target answered {response.status}</summary>
          <JsonText text={response.body} label={`What the target answered at ${at}`} />
        </details>
      )}
    </>
  );
}

const KINDS: Record<string, string> = {
  hand: 'put back with another tool',
  accept: 'accepted as it stands',
  redrive: 'made due again',
  correct: 'corrected',
  undo: 'correction undone',
  discard: 'discarded',
  restore: 'restored',
};

/** Who changed the record, when, and why, the latest first. */
export function Edits({ edits }: { edits: readonly Edit[] }) {
  if (edits.length === 0) return null;
  return (
    <section class="card" aria-label="Changes">
      <header class="card-header">
        <h2>{counted(edits.length, 'change')}</h2>
      </header>
      <ol class="timeline card-content">
        {edits.toReversed().map(({ at, by, kind, reason, patch, job_id }) => (
          <li key={at + kind} class="timeline-item">
            <div class="row">
              <strong>{KINDS[kind] ?? kind}</strong>
              <span class="muted">
                by {by}, <Time at={at} form="clock" />
              </span>
            </div>
            {reason && <p class="event-words">“{reason}”</p>}
            {job_id && (
              <p>
                <a href={`/console/jobs/${job_id}`}>The job that did it</a>
              </p>
            )}
            {patch !== undefined && (
              <details>
                <summary>What was changed</summary>
                <JsonText value={patch} label={`What was changed at ${at}`} />
              </details>
            )}
          </li>
        ))}
      </ol>
    </section>
  );
}
