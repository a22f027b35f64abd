import type { Job } from '../../api/types.js';

/** What a job corrects with, as it was sent. */
export function JobCorrection({ correction }: { correction: NonNullable<Job['correction']> }) {
  const { patch, expression, then } = correction;
  const text = expression ?? (typeof patch === 'string' ? patch : JSON.stringify(patch, null, 2));
  return (
    <div class="stack-tight">
      <h3>
        The correction,{' '}
        {then === 'park' ? 'and then the event stays parked' : 'and then the event is retried'}
      </h3>
      <pre class="code-block">{text}</pre>
    </div>
  );
}
