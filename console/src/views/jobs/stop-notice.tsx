import type { Job } from '../../api/types.js';
import { hrefOf } from '../../router/location.js';

/** Why a job stopped itself, and what can be done. */
export function StopNotice({ job }: { job: Job }) {
  if (job.stop_reason === null) return null;
  const { text, failures } = job.stop_reason;
  return (
    <section class="notice notice-bad stack-tight" aria-label="Why it stopped">
      <p>
        <strong>The job stopped itself.</strong> {text}
      </p>
      {failures.length > 0 && (
        <ul class="stack-tight">
          {failures.map(({ trace_id, error_code, error }) => (
            <li key={trace_id} class="small">
              <a class="mono" href={hrefOf(`/events/${trace_id}`)}>
                {trace_id}
              </a>
              <br />
              {error_code !== null && <code>{error_code}</code>} {error}
            </li>
          ))}
        </ul>
      )}
      {job.state === 'stopped' && (
        <p>
          Mend the cause and resume: it goes on with its next step. Or cancel it: the others stay as they are.
        </p>
      )}
    </section>
  );
}
