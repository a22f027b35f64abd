import type { SampleDryRun } from '../../api/types.js';
import { hrefOf } from '../../router/location.js';
import { count } from '../../ui/format.js';
import { ErrorState, Skeleton } from '../../ui/states.js';
import type { Trial } from './use-trial.js';

/** Failures that are shown; the most frequent come first. */
const CAUSES_SHOWN = 5;

/** How a trial ended, or that it is under way. @param events what was tried, for a sentence: `parked events` */
export function TrialState({ trial, events }: { trial: Trial; events: string }) {
  const { of, answer, failure, run } = trial;
  if (of === null) return null;
  if (failure !== null) return <ErrorState error={failure} retry={() => run(of)} />;
  if (answer === null) return <Skeleton lines={2} />;
  return <TrialAnswer answer={answer} events={events} drafted={of.draft !== null} />;
}

/** How many would pass, and why the others would not. */
function TrialAnswer(props: { answer: SampleDryRun; events: string; drafted: boolean }) {
  const { answer, events, drafted } = props;
  const { sampled, matching, would_pass: pass, would_fail: fail, unread, by_cause: causes } = answer;
  if (matching === 0) return <p class="notice">There are no {events}.</p>;
  const tone = fail === 0 && pass > 0 ? 'good' : pass > 0 ? 'warning' : 'bad';
  const more = causes.length - CAUSES_SHOWN;
  return (
    <>
      <p class={`notice notice-${tone}`}>
        <strong>
          {count(pass)} of {count(sampled)} {events} would pass {drafted ? 'with this draft' : 'now'}
        </strong>
        {sampled < matching && ` (a sample of ${count(matching)})`}, as far as their targets, which are not
        asked.
        {unread > 0 && ` ${count(unread)} could not be read.`}
      </p>
      {causes.length > 0 && (
        <ul class="stack" aria-label="What would fail">
          {causes
            .slice(0, CAUSES_SHOWN)
            .map(({ fingerprint, error, count: number, example_trace_id: id }) => (
              <li key={fingerprint} class="check-cause">
                <span>{error}</span>
                <span>{count(number)}</span>
                <a href={hrefOf(`/events/${encodeURIComponent(id)}`)}>example</a>
              </li>
            ))}
          {more > 0 && <li class="muted">and {more} more causes</li>}
        </ul>
      )}
    </>
  );
}
