import { call } from '../../api/client.js';
import { parseExactly } from '../../api/lossless.js';
import { useQuery, type Query } from '../../state/use-query.js';
import type { EventRecord } from './record.js';

export interface SeenRecord {
  record: EventRecord;
  /** For `If-Match`. */
  etag: string;
}

export async function loadEvent(traceId: string, signal?: AbortSignal): Promise<SeenRecord> {
  const path = { trace_id: traceId };
  const { body, etag } = await call('get', '/api/v1/dlq/events/{trace_id}', {
    path,
    signal,
    read: parseExactly,
  });
  const record: unknown = body;
  return { record: record as EventRecord, etag: etag ?? '' };
}

/** The record of an event, with every digit, and its ETag. */
export function useEvent(traceId: string): Query<SeenRecord> {
  return useQuery(`event:${traceId}`, (signal) => loadEvent(traceId, signal));
}
