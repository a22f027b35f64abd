import { useEffect, useState } from 'preact/hooks';
import { call } from '../../api/client.js';
import { queryString } from '../../api/query-string.js';
import type { Group, SampleDryRun } from '../../api/types.js';
import { hrefOf } from '../../router/location.js';
import { Button } from '../../ui/button.js';
import { count } from '../../ui/format.js';
import { ErrorState, Skeleton } from '../../ui/states.js';

const SAMPLE = 100;

/** Tries a sample of a cause's events without changing anything, and shows how many would pass now. */
export function DryRun({ group, onClose }: { group: Group; onClose: () => void }) {
  const [answer, setAnswer] = useState<SampleDryRun | null>(null);
  const [failure, setFailure] = useState<unknown>(null);
  const [tries, setTries] = useState(0);
  const { fingerprint } = group;
  useEffect(() => {
    const controller = new AbortController();
    setFailure(null);
    setAnswer(null);
    call('post', '/api/v1/dlq/dry-run', {
      body: { group: [fingerprint], sample: SAMPLE },
      signal: controller.signal,
    }).then(
      ({ body }) => setAnswer(body),
      (error: unknown) => {
        if (!controller.signal.aborted) setFailure(error);
      },
    );
    return () => controller.abort();
  }, [fingerprint, tries]);
  const again = () => setTries(tries + 1);
  return (
    <div class="dry-run" role="region" aria-label="Dry run" aria-live="polite">
      {failure !== null && <ErrorState error={failure} retry={again} />}
      {failure === null && answer === null && <Skeleton lines={2} />}
      {answer !== null && <Answer group={group} answer={answer} />}
      <div class="row">
        <Button onClick={again}>Try again</Button>
        <Button kind="quiet" onClick={onClose}>
          Close
        </Button>
      </div>
    </div>
  );
}

function Answer({ group, answer }: { group: Group; answer: SampleDryRun }) {
  const { sampled, matching, would_pass, would_fail, by_cause, unread } = answer;
  const tone = would_fail === 0 && would_pass > 0 ? 'good' : would_pass > 0 ? 'warning' : 'bad';
  return (
    <>
      <p class={`notice notice-${tone}`}>
        <strong>
          {count(would_pass)} of {count(sampled)} would pass now
        </strong>
        {sampled < matching && ` (a sample of ${count(matching)})`}, as far as their targets, which are not
        asked.
        {would_fail > 0 && ` ${count(would_fail)} would fail.`}
        {unread > 0 && ` ${count(unread)} could not be read.`}{' '}
        {would_pass > 0 && (
          <a href={hrefOf(`/jobs/new${queryString({ group: group.fingerprint, action: 'retry' })}`)}>
            Plan a retry
          </a>
        )}
      </p>
      <ul>
        {by_cause.map(({ fingerprint, error, count: number, example_trace_id: example }) => (
          <li key={fingerprint} class="dry-run-cause">
            <span>{error}</span>
            <a href={hrefOf(`/events/${encodeURIComponent(example)}`)}>example</a>
            <span>{count(number)}</span>
          </li>
        ))}
      </ul>
    </>
  );
}
