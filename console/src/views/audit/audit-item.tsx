import { queryString } from '../../api/query-string.js';
import type { AuditEntry } from '../../api/types.js';
import { hrefOf } from '../../router/location.js';
import { Time } from '../../ui/time.js';
import { actionWords, actorWords } from './audit-words.js';

/** One entry: when, who, what, to what and why. It unfolds to what was before and what the change asked for. */
export function AuditItem({ entry }: { entry: AuditEntry }) {
  const { at, actor, action, target, reason } = entry;
  return (
    <li class="audit-entry">
      <div class="audit-time small muted">
        <Time at={at} form="clock" />
      </div>
      <div class="audit-words">
        <p>
          <a href={hrefOf(`/audit${queryString({ actor: actor.name })}`)}>{actor.name}</a>{' '}
          <span class="muted">({actorWords(actor)})</span> {actionWords(action)}
        </p>
        <Target target={target} />
        {reason !== null && <p class="audit-reason">“{reason}”</p>}
        <details>
          <summary class="small muted">Details</summary>
          <div class="audit-details">
            <Json label="Before" value={entry.before} none="It says nothing of what was before." />
            <Json label="After" value={entry.after} none="Only the attempt could tell; see the event." />
            <p class="small">
              Request id: {entry.request_id === null ? 'none' : <code>{entry.request_id}</code>}
              <br />
              Address: {actor.address === null ? 'none' : <code>{actor.address}</code>}
              <br />
              Entry: <code>{entry.audit_id}</code>
            </p>
          </div>
        </details>
      </div>
    </li>
  );
}

function Target({ target }: { target: AuditEntry['target'] }) {
  const { trace_id: event, job_id: job, fingerprint: cause, schema_version: version } = target;
  if (!event && !job && !cause && !version) return null;
  return (
    <ul class="audit-target small">
      {event && (
        <li>
          event{' '}
          <a class="mono" href={hrefOf(`/events/${encodeURIComponent(event)}`)}>
            {event}
          </a>
        </li>
      )}
      {job && (
        <li>
          job{' '}
          <a class="mono" href={hrefOf(`/jobs/${encodeURIComponent(job)}`)}>
            {job}
          </a>
        </li>
      )}
      {cause && (
        <li>
          cause{' '}
          <a class="mono" href={hrefOf(`/causes${queryString({ open: cause })}`)}>
            {cause}
          </a>
        </li>
      )}
      {version && (
        <li>
          schema version <code>{version}</code>
        </li>
      )}
    </ul>
  );
}

function Json({ label, value, none }: { label: string; value: unknown; none: string }) {
  return (
    <div>
      <p>
        <strong>{label}</strong>
      </p>
      {value === null || value === undefined ? (
        <p class="small muted">{none}</p>
      ) : (
        <pre class="audit-json">{JSON.stringify(value, null, 2)}</pre>
      )}
    </div>
  );
}
