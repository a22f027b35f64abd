import { useEffect, useRef } from 'preact/hooks';
import { queryString } from '../../api/query-string.js';
import { hrefOf } from '../../router/location.js';
import { Button } from '../../ui/button.js';
import { Card } from '../../ui/card.js';
import { TrialState } from './trial-answer.js';
import type { TriedEvents } from './tried-events.js';
import { TRIAL_SAMPLE, useTrial } from './use-trial.js';

export interface CheckParkedProps {
  events: TriedEvents;
  file: string;
  /** What the person has written and not put in force; `null`: nothing. */
  draft: string | null;
  /** How often the person has put the file in force here; each time the sample is tried anew. */
  putInForce: number;
}

/** Tries a sample of events by the draft, before it is in force, or by the set in force. */
export function CheckParked({ events, file, draft, putInForce }: CheckParkedProps) {
  const trial = useTrial();
  const card = useRef<HTMLDivElement>(null);
  const { filter, name } = events;
  const tried = trial.of?.draft?.text ?? null;
  const run = (text: string | null) => trial.run({ filter, draft: text === null ? null : { file, text } });
  useEffect(() => {
    if (putInForce === 0) return;
    run(null);
    card.current?.scrollIntoView({ block: 'nearest' });
  }, [putInForce]);

  const passes = (trial.answer?.would_pass ?? 0) > 0;
  const fails = (trial.answer?.would_fail ?? 0) > 0;
  const isStale = trial.of !== null && tried !== draft;
  return (
    <div ref={card}>
      <Card
        title={name.charAt(0).toUpperCase() + name.slice(1)}
        actions={
          <Button needs={draft === null ? 'viewer' : 'admin'} onClick={() => run(draft)}>
            {trial.of !== null && !isStale ? 'Check again' : `Check against ${name}`}
          </Button>
        }
      >
        <div class="stack" aria-live="polite">
          {trial.of === null && (
            <p class="muted">
              Tries up to {TRIAL_SAMPLE} {name}{' '}
              {draft === null ? 'with the set in force' : 'with your draft, which stays a draft'}. Nothing is
              sent or changed.
            </p>
          )}
          {isStale && <p class="muted">The text has changed since this check.</p>}
          <TrialState trial={trial} events={name} />
          {passes && tried === null && draft === null && (
            <p>
              <a
                class="button button-primary check-retry"
                href={hrefOf(`/jobs/new${queryString({ ...filter, action: 'retry', plan: 'now' })}`)}
              >
                Retry those that pass
              </a>
              {fails && ' The plan has the others too: they fail again and stay parked.'}
            </p>
          )}
        </div>
      </Card>
    </div>
  );
}
