import type { ComponentChildren } from 'preact';
import { hrefOf } from '../../router/location.js';
import { CopyButton } from '../../ui/copy-button.js';
import { Time } from '../../ui/time.js';
import { keyOf, type EventRecord } from './record.js';

/** What the record says about the event, besides the event itself. */
export function Facts({ record }: { record: EventRecord }) {
  const { original_event: event, trace_id, fingerprint, next_retry_at, error_code } = record;
  const key = keyOf(trace_id);
  const said = (name: string) => (typeof event[name] === 'string' ? event[name] : null);
  const tenant = said('tenant_id');
  return (
    <section class="card" aria-label="About the record">
      <dl class="facts card-content">
        {tenant !== null && (
          <Fact name="Tenant">
            <a href={hrefOf(`/events?tenant_id=${encodeURIComponent(tenant)}`)}>{tenant}</a>
          </Fact>
        )}
        <Fact name="Event id">{said('event_id')}</Fact>
        <Fact name="Type">{said('event_type') ?? '–'}</Fact>
        <Fact name="Schema version">{record.schema_version}</Fact>
        {error_code && (
          <Fact name="Cause">
            <code>{error_code}</code>{' '}
            {fingerprint && <a href={hrefOf(`/events?group=${fingerprint}`)}>all of this cause</a>}
          </Fact>
        )}
        <Fact name="First failed">
          <Time at={record.first_failed_at ?? record.failed_at} form="clock" />
        </Fact>
        <Fact name="Last failed">
          <Time at={record.failed_at} form="clock" />
        </Fact>
        <Fact name="Retries">
          {record.retry_count}
          {next_retry_at && (
            <>
              , the next <Time at={next_retry_at} />
            </>
          )}
        </Fact>
        <Fact name="Trace id">
          <code>{trace_id}</code> <CopyButton label="Copy the trace id" text={trace_id} />
        </Fact>
        {key !== null && (
          <Fact name="S3 key">
            <code>{key}</code> <CopyButton label="Copy the S3 key" text={key} />
          </Fact>
        )}
      </dl>
    </section>
  );
}

function Fact({ name, children }: { name: string; children: ComponentChildren }) {
  return (
    <div class="fact">
      <dt class="muted">{name}</dt>
      <dd>{children}</dd>
    </div>
  );
}

/** The headers of the delivery that are kept; none of them is secret. */
export function Headers({ received }: Pick<EventRecord, 'received'>) {
  const headers = Object.entries(received?.headers ?? {});
  const known: Array<[string, string | null | undefined]> = [
    ['content-type', received?.content_type],
    ...headers,
    ['from address', received?.remote_address],
  ];
  const shown = known.filter(([, value]) => value !== null && value !== undefined);
  if (shown.length === 0) return null;
  return (
    <section class="card" aria-label="Headers">
      <header class="card-header">
        <h2>How it arrived</h2>
      </header>
      <dl class="facts card-content">
        {shown.map(([name, value]) => (
          <Fact key={name} name={name}>
            <code>{value}</code>
          </Fact>
        ))}
      </dl>
    </section>
  );
}
