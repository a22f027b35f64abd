import { useEffect, useState } from 'preact/hooks';
import { call } from '../../api/client.js';
import { queryString } from '../../api/query-string.js';
import type { SampleDryRun } from '../../api/types.js';
import { hrefOf } from '../../router/location.js';
import { Button } from '../../ui/button.js';
import { Card } from '../../ui/card.js';
import { count } from '../../ui/format.js';
import { ErrorState, Skeleton } from '../../ui/states.js';

const SAMPLE = 100;

/**
 * Tries a sample of the parked events that a file has a say about, with the set in force.
 *
 * @param putInForce how often the person has put the file in force here; each time the sample is tried anew
 */
export function CheckParked({ versions, putInForce }: { versions: readonly string[]; putInForce: number }) {
  const [asked, setAsked] = useState(0);
  const [answer, setAnswer] = useState<SampleDryRun | null>(null);
  const [failure, setFailure] = useState<unknown>(null);
  const wanted = asked + putInForce;
  const filter = { status: ['parked' as const], schema_version: [...versions] };
  useEffect(() => {
    if (wanted === 0 || versions.length === 0) return;
    const controller = new AbortController();
    setAnswer(null);
    setFailure(null);
    call('post', '/api/v1/dlq/dry-run', {
      body: { ...filter, sample: SAMPLE },
      signal: controller.signal,
    }).then(
      ({ body }) => setAnswer(body),
      (error: unknown) => {
        if (!controller.signal.aborted) setFailure(error);
      },
    );
    return () => controller.abort();
  }, [wanted, versions.join()]);

  if (versions.length === 0) return null;
  const again = () => setAsked(asked + 1);
  return (
    <Card
      title="Parked events"
      actions={<Button onClick={again}>{wanted === 0 ? 'Try a sample' : 'Try again'}</Button>}
    >
      <div class="stack" aria-live="polite">
        {wanted === 0 && (
          <p class="muted">
            Tries up to {SAMPLE} parked events of {versions.join(', ')} with the set in force. Nothing is sent
            or changed.
          </p>
        )}
        {failure !== null && <ErrorState error={failure} retry={again} />}
        {wanted > 0 && failure === null && answer === null && <Skeleton lines={2} />}
        {answer !== null && (
          <Answer
            answer={answer}
            retry={`/jobs/new${queryString({ ...filter, action: 'retry', plan: 'now' })}`}
          />
        )}
      </div>
    </Card>
  );
}

function Answer({ answer, retry }: { answer: SampleDryRun; retry: string }) {
  const { sampled, matching, would_pass: pass, would_fail: fail, unread, by_cause: causes } = answer;
  if (matching === 0) return <p class="notice notice-good">No event of these versions is parked.</p>;
  const tone = fail === 0 && pass > 0 ? 'good' : pass > 0 ? 'warning' : 'bad';
  return (
    <>
      <p class={`notice notice-${tone}`}>
        <strong>
          {count(pass)} of {count(sampled)} parked events would pass now
        </strong>
        {sampled < matching && ` (a sample of ${count(matching)})`}, as far as their targets, which are not
        asked.
        {unread > 0 && ` ${count(unread)} could not be read.`}
      </p>
      {causes.length > 0 && (
        <ul class="stack" aria-label="What would fail">
          {causes.map(({ fingerprint, error, count: number, example_trace_id: example }) => (
            <li key={fingerprint} class="check-cause">
              <span>{error}</span>
              <span>{count(number)}</span>
              <a href={hrefOf(`/events/${encodeURIComponent(example)}`)}>example</a>
            </li>
          ))}
        </ul>
      )}
      {pass > 0 && (
        <p>
          <a href={hrefOf(retry)}>Retry those that pass</a>
          {fail > 0 && ' (the plan has the others too: they fail again and stay parked)'}
        </p>
      )}
    </>
  );
}
