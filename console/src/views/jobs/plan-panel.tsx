import { hrefOf } from '../../router/location.js';
import type { Plan } from '../../api/types.js';
import { count, counted, duration } from '../../ui/format.js';
import { Figures } from './figures.js';
import { LeftOut } from './left-out.js';
import { PlanExamples } from './plan-examples.js';
import { ShareBar } from './share-bar.js';
import type { Action } from './job-words.js';

/** What a plan found: how many, what would become of them, and what to know before the start. */
export function PlanPanel({ plan, action }: { plan: Plan; action: Action }) {
  const { sample } = plan;
  const tries = action === 'retry' || action === 'correct';
  return (
    <div class="stack">
      <Figures
        figures={[
          { name: 'match', value: count(plan.matched) },
          { name: plan.groups === 1 ? 'cause' : 'causes', value: count(plan.groups) },
          { name: 'at this pace', value: duration(plan.eta_s) },
        ]}
      />
      {plan.left_out !== null && <LeftOut leftOut={plan.left_out} />}
      {tries && sample.size > 0 && (
        <section class="stack-tight">
          <h3>
            {sample.size === plan.matched
              ? `All ${counted(sample.size, 'event')} tried without sending`
              : `${counted(sample.size, 'event')} of ${count(plan.matched)} tried without sending`}
          </h3>
          <ShareBar
            label="What the trial found"
            parts={[
              { name: 'would pass', value: sample.would_pass, tone: 'good' },
              { name: 'would fail', value: sample.would_fail, tone: 'bad' },
            ]}
          />
          {sample.would_pass > 0 && (
            <p class="small muted">
              “Would pass” is as far as the target, which is not asked: what it refused before, it may refuse
              again.
            </p>
          )}
          {sample.by_cause.length > 0 && (
            <ul class="cause-list">
              {sample.by_cause.map(({ fingerprint, error_code, error, count: number }) => (
                <li key={fingerprint}>
                  <span class="numeric">{count(number)}</span>
                  <span>
                    <code>{error_code}</code> {error}
                  </span>
                </li>
              ))}
            </ul>
          )}
        </section>
      )}
      {tries && plan.may_have_happened > 0 && (
        <p class="notice notice-warning">
          {counted(plan.may_have_happened, 'event')} may be done already: an attempt had no answer, so the
          target may have taken it. It gets the same <code>Idempotency-Key</code> again, and a target that
          keeps to it does nothing twice.
        </p>
      )}
      {plan.matched === 0 ? (
        <p class="notice">
          Nothing matches, so there is nothing to start. <a href={hrefOf('/events')}>Look at the events</a>
        </p>
      ) : (
        <PlanExamples examples={plan.examples} />
      )}
    </div>
  );
}
