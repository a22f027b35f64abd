import './left-out.css';
import type { Plan } from '../../api/types.js';
import { hrefOf } from '../../router/location.js';
import { counted } from '../../ui/format.js';

/** Events that are named here; of more it says how many. */
const MOST_SHOWN = 20;

/** Says which of the events that somebody has picked the job does not take. */
export function LeftOut({ leftOut }: { leftOut: NonNullable<Plan['left_out']> }) {
  const { gone, other_status: others } = leftOut;
  const all = [...gone, ...others];
  if (all.length === 0) return null;
  const parts = [
    gone.length > 0 && `${counted(gone.length, 'event')} no longer in the queue`,
    others.length > 0 && `${counted(others.length, 'event')} with a status that this action does not take`,
  ].filter((part) => part !== false);
  return (
    <details class="notice notice-warning left-out">
      <summary>Left out: {parts.join(', and ')}</summary>
      <ul aria-label="Left out" class="mono small">
        {all.slice(0, MOST_SHOWN).map((id) => (
          <li key={id}>
            <a href={hrefOf(`/events/${id}`)}>{id}</a>
          </li>
        ))}
        {all.length > MOST_SHOWN && <li>and {counted(all.length - MOST_SHOWN, 'other')}</li>}
      </ul>
    </details>
  );
}
