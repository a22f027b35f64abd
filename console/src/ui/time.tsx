import { useStore } from '../state/store.js';
import { now } from '../state/now.js';
import { ago, localTime, utc } from './format.js';

/**
 * A time. Its form is in words (`ago`), or of the viewer's zone (`clock`: with seconds, `short`: without). On hover it has
 * both, and UTC.
 *
 * @param at RFC 3339, or milliseconds since the epoch
 */
export function Time({ at, form = 'ago' }: { at: string | number | null; form?: 'ago' | 'clock' | 'short' }) {
  const present = useStore(now);
  const ms = typeof at === 'string' ? Date.parse(at) : at;
  if (ms === null || Number.isNaN(ms)) return <span class="muted">–</span>;
  const local = localTime(ms, present, form !== 'short');
  return (
    <time
      dateTime={new Date(ms).toISOString()}
      title={`${utc(ms)}\n${localTime(ms, present)} here, ${ago(ms, present)}`}
    >
      {form === 'ago' ? ago(ms, present) : local}
    </time>
  );
}
