import { isDeepStrictEqual } from 'node:util';
import { hasEnded } from './bucket-reader.js';
import { Causes, type Cause } from './causes.js';
import type { Delivery } from './delivery.js';
import type { Evidence } from './evidence.js';
import { groupBy } from './group-by.js';
import { isRefused } from './moody-behaviour.js';
import { MAX_ATTEMPTS } from './settings.js';

/** Occurrences by their cause, and those that have none. */
export interface Explained {
  causes: Partial<Record<Cause, number>>;
  unexplained: string[];
}

export interface Judgement {
  /** Each is a promise that was broken. */
  faults: string[];
  /** Events that were delivered again although a delivery had succeeded. */
  repeats: Explained;
  /** Pairs of deliveries of one event that were open at once. */
  overlaps: Explained;
}

/** Whether the round kept what the service promises. */
export function judge(evidence: Evidence): Judgement {
  const causes = new Causes(evidence);
  const deliveries = groupBy(
    evidence.deliveries.toSorted((a, b) => a.begin - b.begin),
    ({ eventId }) => eventId,
  );
  const overlaps = explained([...deliveries.values()].flatMap(overlapping), (a, b) => causes.ofOverlap(a, b));
  const repeats = explained([...deliveries.values()].flatMap(repeated), (a, b) => causes.ofRepeat(a, b));
  const faults = [
    ...lostEvents(evidence, deliveries),
    ...leftBehind(evidence),
    ...doubled(evidence),
    ...causes.doubledWithoutNeed.map((id) => `two records were made of ${id} without need`),
    ...overlaps.unexplained.map((pair) => `twice at once: ${pair}`),
    ...repeats.unexplained.map((pair) => `again after a success: ${pair}`),
    ...evidence.replicaFaults,
  ];
  return { faults, overlaps, repeats };
}

/** What was acknowledged must have been delivered, or wait for a person. */
function lostEvents({ handovers, records }: Evidence, deliveries: ReadonlyMap<string, Delivery[]>): string[] {
  const parked = new Set(records.filter(hasEnded).map(({ eventId }) => eventId));
  const acknowledged = new Set(
    handovers.filter(({ answer }) => answer === 200).map(({ eventId }) => eventId),
  );
  return [...acknowledged]
    .filter((id) => !parked.has(id) && !deliveries.get(id)?.some(({ how }) => how === 'delivered'))
    .map((id) => `lost: ${id} was acknowledged, and is neither delivered nor parked`);
}

/** What is left must be whole, parked, and so for a reason. */
function leftBehind({ records, sent }: Evidence): string[] {
  const events = new Map(sent.map((event) => [event.event_id, event]));
  return records.flatMap((record) => {
    const { key, corrupt, eventId, event, status, leased, retryCount } = record;
    if (corrupt !== undefined) return [`corrupt: ${key}: ${corrupt}`];
    if (!hasEnded(record)) return [`not ended: ${key}: ${status}${leased ? ', leased' : ''}`];
    if (!isDeepStrictEqual(event, events.get(eventId)))
      return [`changed: ${key} holds another event than was sent`];
    if (isRefused(eventId) || retryCount >= MAX_ATTEMPTS) return [];
    return [`parked without need: ${key} after ${retryCount} retries`];
  });
}

function doubled({ records }: Evidence): string[] {
  const byEvent = groupBy(records, ({ eventId }) => eventId);
  return [...byEvent]
    .filter(([, same]) => same.length > 1)
    .map(([id, same]) => `in two records: ${id}: ${same.map(({ key }) => key).join(', ')}`);
}

type Pair = readonly [Delivery, Delivery];

/** @param deliveries of one event, by their begin */
function overlapping(deliveries: readonly Delivery[]): Pair[] {
  return deliveries.flatMap((first, i) =>
    deliveries.slice(i + 1).flatMap((second): Pair[] => (second.begin < first.end ? [[first, second]] : [])),
  );
}

/** Each delivery that began when another had succeeded, with that one. @param deliveries of one event, by their begin */
function repeated(deliveries: readonly Delivery[]): Pair[] {
  return deliveries.flatMap((later): Pair[] => {
    const success = deliveries.findLast(({ how, end }) => how === 'delivered' && end <= later.begin);
    return success === undefined ? [] : [[success, later]];
  });
}

function explained(pairs: readonly Pair[], causeOf: (...pair: Pair) => Cause | undefined): Explained {
  const result: Explained = { causes: {}, unexplained: [] };
  for (const [first, second] of pairs) {
    const cause = causeOf(first, second);
    if (cause === undefined) result.unexplained.push(`${told(first)}; ${told(second)}`);
    else result.causes[cause] = (result.causes[cause] ?? 0) + 1;
  }
  return result;
}

function told({ eventId, by, begin, end, how }: Delivery): string {
  return `${eventId} by ${by} from ${begin.toFixed(1)} to ${end.toFixed(1)} ms, ${how}`;
}
