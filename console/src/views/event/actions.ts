import { call, get } from '../../api/client.js';
import { parseExactly } from '../../api/lossless.js';
import { ApiProblem, sentenceOf } from '../../api/problem.js';
import { invalidate } from '../../state/query-cache.js';
import { createStore } from '../../state/store.js';
import { duration } from '../../ui/format.js';
import { leaseOf } from './lease.js';
import type { EventRecord } from './record.js';

/** How an action on one event ended. `done`: the service has confirmed it. */
export interface Ended {
  kind: 'done' | 'failed' | 'gone' | 'refused';
  /** What the service said, in words for the person. */
  text: string;
  /** The service wants a reason with it. */
  needsReason?: boolean;
}

/** The reason that was given last. Dialogs offer it; nothing sends it without showing it, since the audit keeps it. */
export const lastReason = createStore('');

/** Retries an event now, and says what came of it. It never throws. */
export async function retryEvent(traceId: string, reason = ''): Promise<Ended> {
  try {
    const { body } = await call('post', '/api/v1/dlq/events/{trace_id}/retry', {
      path: { trace_id: traceId },
      body: reason === '' ? {} : { reason },
    });
    const elsewhere =
      body.trace_id === traceId ? '' : ` It was made one with ${body.trace_id}, an older record.`;
    if (body.outcome === 'processed')
      return { kind: 'done', text: `It passed and has left the queue.${elsewhere}` };
    return { kind: 'failed', text: `It failed again: ${withoutNumber(body.error)}${elsewhere}` };
  } catch (error) {
    return await endOf(error, traceId);
  } finally {
    changed(traceId);
  }
}

/** Discards an event, or takes it back. It never throws. */
export async function closeEvent(
  action: 'discard' | 'restore',
  traceId: string,
  reason: string,
  ifMatch?: string,
): Promise<Ended> {
  try {
    await call('post', `/api/v1/dlq/events/{trace_id}/${action}`, {
      path: { trace_id: traceId },
      body: reason === '' ? {} : { reason },
      ...(ifMatch !== undefined && { ifMatch }),
    });
    const discarded = 'It is discarded. It can be restored until it is purged.';
    return { kind: 'done', text: action === 'discard' ? discarded : 'It is back, and parked.' };
  } catch (error) {
    return await endOf(error, traceId);
  } finally {
    changed(traceId);
  }
}

/** What is shown of the event, of causes and of counts is asked for again. */
export function changed(traceId: string): void {
  for (const start of [`event:${traceId}`, 'stats', 'groups', 'causes', 'timeline']) invalidate(start);
}

/** What a refused action means for the person. */
export async function endOf(error: unknown, traceId: string): Promise<Ended> {
  const problem = error instanceof ApiProblem ? error : null;
  if (problem?.status === 404)
    return { kind: 'gone', text: 'It is no longer in the queue: it was delivered or removed.' };
  if (problem?.code === 'leased') return { kind: 'refused', text: await whoHolds(traceId) };
  if (problem?.code === 'reason_required')
    return { kind: 'refused', text: 'The service wants a reason for this.', needsReason: true };
  return { kind: 'refused', text: sentenceOf(error) };
}

/** Who holds the event, and how long at the most. */
async function whoHolds(traceId: string): Promise<string> {
  const short = 'Another attempt holds it at the moment.';
  try {
    const path = { trace_id: traceId };
    const found: unknown = await get('/api/v1/dlq/events/{trace_id}', { path, read: parseExactly });
    const lease = leaseOf(found as EventRecord, Date.now());
    if (lease === null) return `${short} Try again.`;
    const left =
      lease.leftMs > 0 ? `for ${duration(lease.leftMs / 1_000)} at the most` : 'and its time is over';
    return `An attempt by ${lease.owner} holds it, ${left}.`;
  } catch {
    return short;
  }
}

/** An error without `retry <n> failed:` before it. */
export function withoutNumber(error: string): string {
  return error.replace(/^retry \d+ failed: /, '');
}
