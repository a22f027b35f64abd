import type { Job } from '../../api/types.js';
import { count, counted, duration } from '../../ui/format.js';
import { Figures } from './figures.js';
import { isOver, outcomeWords, OUTCOMES } from './job-words.js';
import { ShareBar } from './share-bar.js';

/** How far a job is: a bar of its outcomes, and the numbers. */
export function JobProgress({ job }: { job: Job }) {
  const known = Object.keys(OUTCOMES);
  const outcomes = Object.entries(job.outcomes).toSorted(
    ([one], [other]) => known.indexOf(one) - known.indexOf(other),
  );
  const left = Math.max(job.total - outcomes.reduce((sum, [, number]) => sum + number, 0), 0);
  const kept = job.remains?.versions_kept ?? 0;
  const ranS =
    job.started_at !== null && job.ended_at !== null
      ? (Date.parse(job.ended_at) - Date.parse(job.started_at)) / 1_000
      : null;
  return (
    <>
      <Figures
        figures={[
          { name: `done of ${count(job.total)}`, value: count(job.done) },
          { name: 'succeeded', value: count(job.succeeded) },
          { name: 'failed', value: count(job.failed) },
          { name: 'skipped', value: count(job.skipped) },
          ...(ranS !== null ? [{ name: 'took', value: duration(ranS) }] : []),
          ...(job.state === 'running' && job.eta_s !== null
            ? [{ name: 'left, about', value: duration(job.eta_s) }]
            : []),
        ]}
      />
      <ShareBar
        label="Outcomes"
        parts={outcomes.map(([outcome, value]) => ({
          name: outcomeWords(outcome).title,
          value,
          tone: outcomeWords(outcome).tone,
        }))}
        rest={{ name: isOver(job) ? 'without an outcome' : 'to come', value: left }}
      />
      {kept > 0 && (
        <p class="notice notice-warning">
          Earlier versions of {counted(kept, 'event')} are, or may be, still in the bucket; each member says
          why. Delete them with an S3 tool: the report names the events.
        </p>
      )}
      {isOver(job) && <KeptElsewhere places={job.remains?.elsewhere ?? []} />}
    </>
  );
}

/** What an erasure leaves in other places: whoever answers for it has to know. */
function KeptElsewhere({ places }: { places: NonNullable<Job['remains']>['elsewhere'] }) {
  if (places.length === 0) return null;
  return (
    <details>
      <summary>What remains in {counted(places.length, 'other place')}</summary>
      <ul>
        {places.map(({ where, what }) => (
          <li key={where}>
            <strong>{where}</strong>: {what}
          </li>
        ))}
      </ul>
    </details>
  );
}
