import './jobs.css';
import { useEffect, useState } from 'preact/hooks';
import { stringifyExactly } from '../../api/lossless.js';
import { hrefOf, navigate, place } from '../../router/location.js';
import { useFilters, useParameter } from '../../router/use-filters.js';
import { useDraft } from '../../state/draft.js';
import { useCommands } from '../../state/commands.js';
import { Button } from '../../ui/button.js';
import { count, counted } from '../../ui/format.js';
import { PageHeader } from '../../ui/page-header.js';
import { ErrorState, Skeleton } from '../../ui/states.js';
import { toast } from '../../ui/toast.js';
import { lastList } from '../events/recent-lists.js';
import { FILTER_NAMES } from './filter-body.js';
import { FilterSummary } from './filter-summary.js';
import { EMPTY_JOB_DRAFT, planRequestOf, problemsOf, type DraftProblems } from './job-draft.js';
import { JobForm } from './job-form.js';
import { ACTIONS, PLANNED_ACTIONS } from './job-words.js';
import { forgetPicked } from './picked.js';
import { PlanPanel } from './plan-panel.js';
import { StartBox } from './start-box.js';
import { useNamedEvents } from './use-named-events.js';
import { usePlan } from './use-plan.js';

const LOST = 'The events that were picked are not known in this tab any more: select them again';

/**
 * A new job. The address says which events (the filters of `GET /events`, `trace_id`s, or those that were `picked`) and the
 * action; with `plan=now` the plan is made at once, since it changes nothing.
 */
export default function NewJobView() {
  const [filters] = useFilters(FILTER_NAMES);
  const { traceIds, lost } = useNamedEvents();
  const [asked, setAction] = useParameter('action', 'retry');
  const action = PLANNED_ACTIONS.find((name) => name === asked) ?? 'retry';
  const [draft, setDraft, forgetDraft] = useDraft('job', EMPTY_JOB_DRAFT);
  const [problems, setProblems] = useState<DraftProblems>({});
  const planning = usePlan();
  const request = planRequestOf(action, draft, filters, traceIds);
  const holds = planning.plan !== null && planning.madeFor === stringifyExactly(request);

  const plan = () => {
    // Without the names it would be a job for every event.
    if (lost) return;
    const found = problemsOf(draft, action);
    setProblems(found);
    if (Object.keys(found).length === 0) void planning.make(request);
  };
  const [planNow] = useState(() => place.get().query.get('plan') === 'now' && action !== 'correct');
  useEffect(() => {
    if (planNow) plan();
  }, []);
  useCommands([
    {
      id: 'plan-job',
      title: 'Plan this job',
      run: plan,
      disabledFor: lost ? LOST : planning.busy ? 'It is planned now' : null,
    },
  ]);

  const start = async () => {
    const jobId = await planning.start(request);
    if (jobId === null) return;
    forgetDraft();
    forgetPicked();
    lastList()?.select(traceIds, false);
    toast(`Started: ${ACTIONS[action].verb.toLowerCase()} ${counted(planning.plan!.matched, 'event')}`);
    navigate(`/jobs/${jobId}`);
  };

  return (
    <>
      <PageHeader title="New job">
        Many events at once. The plan says what would happen; only the start changes anything.
      </PageHeader>
      <div class="new-job">
        <form
          class="card card-content stack"
          aria-label="The job"
          onSubmit={(event) => {
            event.preventDefault();
            if (!planning.busy) plan();
          }}
        >
          <div class="stack-tight">
            <p class="field-label">Which events</p>
            {lost ? (
              <p class="notice notice-warning">
                {LOST}. <a href={hrefOf('/events')}>Select events</a>
              </p>
            ) : (
              <FilterSummary filters={filters} traceIds={traceIds} />
            )}
          </div>
          <JobForm
            action={action}
            onAction={setAction}
            draft={draft}
            onDraft={setDraft}
            problems={problems}
          />
          <div>
            <Button
              type="submit"
              kind={holds ? 'plain' : 'primary'}
              busy={planning.busy}
              needs={ACTIONS[action].needs}
              disabledFor={lost ? LOST : null}
            >
              {planning.plan === null ? 'Plan' : 'Plan again'}
            </Button>
          </div>
        </form>
        <section class="card card-content stack" aria-label="The plan" aria-busy={planning.busy}>
          <h2>The plan</h2>
          {planning.moved !== null && planning.plan !== null && (
            <p class="notice notice-warning" role="status">
              Nothing was started: {count(planning.plan.matched)} match now, and not{' '}
              {count(planning.moved.expected)}. This is the plan for them.
            </p>
          )}
          {planning.error !== null && <ErrorState error={planning.error} retry={plan} />}
          {planning.busy && <Skeleton lines={5} />}
          {!planning.busy && planning.plan !== null && (
            <>
              {!holds && (
                <p class="notice notice-warning" role="status">
                  You have changed the job since this plan. Plan again before you start.
                </p>
              )}
              <PlanPanel plan={planning.plan} action={action} />
              {holds && planning.plan.matched > 0 && (
                <StartBox
                  key={planning.plan.job_id}
                  action={action}
                  number={planning.plan.matched}
                  autoFocus={planNow}
                  start={start}
                />
              )}
            </>
          )}
          {!planning.busy && planning.plan === null && planning.error === null && (
            <p class="muted">
              How many events match, what would pass, and how long it takes. Nothing is sent and nothing is
              changed by a plan.
            </p>
          )}
        </section>
      </div>
    </>
  );
}
