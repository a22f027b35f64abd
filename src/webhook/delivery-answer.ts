import { Problem } from '../http/problem.js';
import type { Delivered } from './delivery.service.js';
import type { IngestOutcome } from '../ledger/ingest-outcome.js';
import type { AcceptedDto, EventResultDto } from './webhook.dto.js';

/**
 * The answer to a delivery.
 *
 * @param batch whether the answer lists the outcome of each event
 * @throws Problem 500 or 503 where some event is to be delivered again; for a batch it lists the events that are done.
 */
export function answerTo(delivered: readonly Delivered[], batch: boolean): AcceptedDto {
  const results = delivered.map(resultOf);
  const failed = delivered.map(({ outcome }) => outcome.kind).filter((kind) => !isDurable(kind));
  const listed = batch ? { extensions: { results } } : {};
  if (failed.includes('unconfirmed')) {
    const detail = batch
      ? 'Some events failed and could not be stored for certain; deliver the batch again.'
      : 'The event failed and could not be stored for certain; deliver it again.';
    throw new Problem({ status: 500, code: 'not_stored', detail, ...listed });
  }
  if (failed.length > 0) {
    const overloaded = Problem.overloaded('The store has as much to do as it can; deliver the event again.');
    throw new Problem({ ...overloaded.details, ...listed });
  }
  if (batch) return { status: 'accepted', results };
  const [only] = delivered;
  return { status: 'accepted', ...(only && membersOf(only.outcome)) };
}

function resultOf({ eventId, outcome }: Delivered): EventResultDto {
  const status = isDurable(outcome.kind) ? 'accepted' : 'not_stored';
  return { event_id: eventId, status, ...membersOf(outcome) };
}

function membersOf(outcome: IngestOutcome): Pick<AcceptedDto, 'trace_id' | 'duplicate'> {
  return {
    // An event that was stored first has not failed, and a trace id would mean that it has.
    ...(outcome.kind === 'dead_lettered' ? { trace_id: outcome.traceId } : {}),
    ...('duplicate' in outcome && outcome.duplicate ? { duplicate: true } : {}),
  };
}

function isDurable(kind: IngestOutcome['kind']): boolean {
  return kind !== 'unconfirmed' && kind !== 'overloaded';
}
