import type { SeenRecord } from './bucket-reader.js';
import type { Delivery, DeliveryEnd } from './delivery.js';
import type { Evidence, LogFact } from './evidence.js';
import type { Incident } from './replica.js';
import { identityOf, type Handover } from './sender.js';
import { MAX_ATTEMPTS } from './settings.js';

/** Pieces of evidence, of one event, for the judgement's own tests. */
export const EVENT = { event_id: 'event-1', tenant_id: 't', payload: { interaction_id: 'i' } };
const TRACE_ID = `DLQ-1700000000000-${identityOf(EVENT)}`;
export const OTHER_TRACE_ID = `DLQ-1700000000001-${identityOf(EVENT)}`;

export const handover = (more: Partial<Handover> = {}): Handover => {
  return { eventId: 'event-1', by: 'a.1', begin: 0, end: 10, answer: 200, traceId: TRACE_ID, ...more };
};
export const delivery = (
  by: string,
  begin: number,
  end: number,
  how: DeliveryEnd = 'delivered',
): Delivery => {
  return { eventId: 'event-1', by, begin, end, how };
};
export const incident = (kind: Incident['kind'], by: string, from: number, to = from): Incident => {
  return { kind, by, from, to };
};
export const log = (event: string, at: number, by = 'a.1', errorCode?: string): LogFact => {
  return { by, at, event, traceId: TRACE_ID, errorCode };
};
export const record = (more: Partial<SeenRecord> = {}): SeenRecord => {
  const sound = { corrupt: undefined, status: 'parked', leased: false, retryCount: MAX_ATTEMPTS };
  const traceId = more.traceId ?? TRACE_ID;
  return {
    key: `dlq/${traceId}.json`,
    etag: '',
    bytes: '',
    traceId,
    eventId: 'event-1',
    event: EVENT,
    ...sound,
    ...more,
  };
};
export const evidence = (more: Partial<Evidence>): Evidence => {
  const nothing = { deliveries: [], incidents: [], redisDeeds: [], records: [], logs: [], replicaFaults: [] };
  return { sent: [EVENT], handovers: [handover()], ...nothing, ...more };
};

/** A handover of which nobody knows what became. */
export const lost = handover({ by: 'c.1', answer: 'lost', traceId: undefined });
