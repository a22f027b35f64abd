import { AUDIT_PREFIX, auditIdOfKey } from '../../src/audit/audit-entry.js';
import { isUnresolved } from '../../src/domain/letter/dead-letter.js';
import type { Ledger } from './ledger.js';
import type { Overlap } from './target.js';
import type { World } from './world.js';

/** Whether nothing is left to do: no request on its way, and no record that the schedule would still touch. */
export function drained(world: World): boolean {
  if (world.network.underWay > 0 || !world.whole) return false;
  const rest = ['parked', ...(world.withJobs ? ['discarded'] : [])];
  return world.records().every(({ letter }) => rest.includes(letter.status) && letter.lease === null);
}

/** What is wrong with a run that has ended and drained. One sentence each. */
export function judge(world: World, ledger: Ledger): string[] {
  return [
    ...world.violations,
    ...world.bucket.violations,
    ...lost(world, ledger),
    ...twins(world),
    ...parkedForNothing(world),
    ...repairsLost(world, ledger),
    ...triedAgainstTheRules(world),
    ...delayedAgainstTheRules(world),
    ...unchanged(world, ledger),
    ...withoutEntry(world),
    ...world.target.overlaps.filter((overlap) => !explained(overlap)).map(describe),
  ];
}

/** An acknowledged event was delivered, or its record is there. */
function lost(world: World, { acknowledged, repairs }: Ledger): string[] {
  const kept = new Set(world.records().map(({ letter }) => letter.event.identity));
  const replaced = new Set(repairs.map(({ replaces }) => replaces));
  return [...acknowledged]
    .filter(([identity]) => !world.target.passed(identity) && !kept.has(identity) && !replaced.has(identity))
    .map(([, { eventId, kind }]) => `${eventId} was acknowledged (${kind}) and is lost`);
}

function twins(world: World): string[] {
  const seen = new Set<string>();
  return world.records().flatMap(({ letter }) => {
    const { identity, eventId } = letter.event;
    if (!isUnresolved(letter.status)) return [];
    if (seen.has(identity)) return [`${eventId} is in two unresolved records`];
    seen.add(identity);
    return [];
  });
}

/** Failures of an event that no retry can mend. */
const HOPELESS = new Set<string | null>(['validation_failed', 'unrecognised_event']);

/** A person is asked only where no attempt is left, or none could help. */
function parkedForNothing(world: World): string[] {
  const { maxAttempts } = world.config.retry;
  return world
    .records()
    .filter(({ letter }) => letter.status === 'parked' && letter.retryCount < maxAttempts)
    .filter(({ letter }) => !letter.attempts.some(({ errorCode }) => HOPELESS.has(errorCode)))
    .filter(({ letter }) => !letter.edits.some(({ kind }) => kind === 'restore'))
    .map(({ letter }) => `${letter.traceId} is parked after ${letter.retryCount} retries for no reason`);
}

/** The schedule leaves alone what has used up its attempts, and what is still to wait. */
function triedAgainstTheRules(world: World): string[] {
  const { maxAttempts } = world.config.retry;
  return world.target.deliveries
    .filter(({ trigger, retryCount, early }) => early || (trigger === 'sweep' && retryCount > maxAttempts))
    .map(
      ({ traceId, retryCount }) => `${traceId} was retried by schedule for the ${retryCount}th time too soon`,
    );
}

/** What a store shows in whole seconds, and a writer's clock that was set by so little that it does not count. */
const DELAY_DOUBT_MS = 5_000;

/** How long a failure may be on its way to the store: an answer is late, and its process stands still. */
const LONGEST_WRITE_MS = 15 * 60_000;

/** Whatever the clocks do, a write leaves no longer delay than the policy draws, and no drawn one that is long over. */
function delayedAgainstTheRules(world: World): string[] {
  const { baseDelayMs, maxDelayMs, attemptTimeoutMs } = world.config.retry;
  return world.bucket.delays
    .filter(({ delayMs, attempts, drawn }) => {
      const longest = Math.max(attemptTimeoutMs, Math.min(maxDelayMs, baseDelayMs * 2 ** attempts));
      return delayMs > longest + DELAY_DOUBT_MS || (drawn && delayMs < -LONGEST_WRITE_MS);
    })
    .map(({ by, key, delayMs }) => `${by} wrote a delay of ${delayMs} ms (${key.slice(-50)})`);
}

/** What a person had delivered, and an attempt that says so, has its entry in the audit. */
function withoutEntry(world: World): string[] {
  const keys = [...world.bucket.objects.objects.keys()].filter((key) => key.startsWith(AUDIT_PREFIX));
  const ids = new Set(keys.map((key) => auditIdOfKey(key)));
  const noted = world
    .records()
    .flatMap(({ letter }) => letter.attempts.map(({ auditId, trigger }) => ({ letter, auditId, trigger })))
    .filter(({ auditId, trigger }) => (trigger === 'page' || auditId) && !ids.has(auditId ?? null))
    .map(({ letter }) => `${letter.traceId} has an attempt without an entry in the audit`);
  const decided = world
    .records()
    .flatMap(({ letter }) => letter.edits.map(({ kind, auditId }) => ({ letter, kind, auditId })))
    .filter(({ auditId }) => auditId && !ids.has(auditId))
    .map(({ letter, kind }) => `${letter.traceId} has an edit (${kind}) without an entry in the audit`);
  const byPeople = world.target.deliveries.filter(
    ({ trigger }) => trigger === 'manual' || trigger === 'page',
  );
  const delivered =
    byPeople.length > 0 && ids.size === 0 ? ['a person had an event delivered without an entry'] : [];
  return [...noted, ...decided, ...delivered];
}

/** What is corrupt or foreign stands as it stood. */
function unchanged(world: World, { untouchable }: Ledger): string[] {
  return [...untouchable]
    .filter(([key, etag]) => world.bucket.etag(key) !== etag)
    .map(([key]) => `${key} was touched`);
}

/**
 * What was put back by hand is there, was put back again, or was processed as it was put back. Where the store
 * deletes in two steps it may be lost in the instant between them, and then alone.
 */
function repairsLost(world: World, { repairs }: Ledger): string[] {
  const kept = new Set(world.records().map(({ letter }) => letter.event.identity));
  return repairs
    .filter(({ identity }) => !kept.has(identity) && !world.target.passed(identity))
    .filter(({ identity }) => !repairs.some(({ replaces }) => replaces === identity))
    .filter(({ etag }) => !world.bucket.lostInTheInstant.has(etag))
    .map(({ key }) => `${key} was put back by hand and overwritten`);
}

/**
 * What is allowed: that a process stood still during its delivery; that CXone came again to another replica, which
 * does not know of the record yet; and that a person retried one of two records of the same event while another
 * replica had the other, before a sweep could merge them.
 */
export function explained({ first, second }: Overlap): boolean {
  const from = first.beganAt;
  const to = second.beganAt;
  if (first.process.stoodStill(from, to)) return true;
  if (first.process === second.process) return false;
  const triggers = [first.trigger, second.trigger];
  if (triggers.includes('webhook')) return true;
  return first.traceId !== second.traceId && triggers.some((trigger) => trigger !== 'sweep');
}

function describe({ first, second }: Overlap): string {
  const who = [first, second].map(({ process, traceId }) => `${process.name} (${traceId ?? 'webhook'})`);
  return `${second.event.eventId} was delivered twice at once: by ${who.join(' and by ')}`;
}
