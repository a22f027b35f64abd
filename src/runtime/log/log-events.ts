import { ACCESS_EVENTS } from './events/access-events.js';
import { JOB_EVENTS } from './events/job-events.js';
import { PROCESSING_EVENTS } from './events/processing-events.js';
import { RETRY_EVENTS } from './events/retry-events.js';
import { SERVICE_EVENTS } from './events/service-events.js';
import { STORE_EVENTS } from './events/store-events.js';
import { WEBHOOK_EVENTS } from './events/webhook-events.js';
import type { LogEvent, LogLevel } from './log-event.js';
import type { LogFieldValue } from './log-fields.js';

/** Every event that the service logs, by its stable name. docs/logs.md is made from it. */
export const LOG_EVENTS = {
  ...SERVICE_EVENTS,
  ...WEBHOOK_EVENTS,
  ...RETRY_EVENTS,
  ...JOB_EVENTS,
  ...PROCESSING_EVENTS,
  ...STORE_EVENTS,
  ...ACCESS_EVENTS,
};

/** The same by subject, in the order of the document. */
export const LOG_EVENT_GROUPS: ReadonlyArray<{ title: string; events: Readonly<Record<string, LogEvent>> }> =
  [
    { title: 'The process', events: SERVICE_EVENTS },
    { title: 'Events in', events: WEBHOOK_EVENTS },
    { title: 'Retries and what people do', events: RETRY_EVENTS },
    { title: 'Jobs', events: JOB_EVENTS },
    { title: 'Schemas, routes and targets', events: PROCESSING_EVENTS },
    { title: 'The store and the catalog', events: STORE_EVENTS },
    { title: 'Access, audit and notices', events: ACCESS_EVENTS },
  ];

type Events = typeof LOG_EVENTS;
export type LogEventName = keyof Events;

/** The events that may be logged at a level. */
export type EventAt<L extends LogLevel> = {
  [N in LogEventName]: L extends Events[N]['level'] | (Events[N]['level'] & readonly LogLevel[])[number]
    ? N
    : never;
}[LogEventName];

/** The fields that an event may have. */
export type FieldsOf<N extends LogEventName> = {
  readonly [F in Events[N]['fields'][number]]?: LogFieldValue<F>;
};
