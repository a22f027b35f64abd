/** Shards of one owner after which it stores its results less often, and the time between two writes until then. */
const STEPS = [
  { shards: 100, ms: 1_000 },
  { shards: 1_000, ms: 10_000 },
] as const;

const SLOWEST_MS = 60_000;

/**
 * Milliseconds from a result until it is stored, where the shard is not full before. What is not stored when a replica
 * dies may become `succeeded_or_gone`, so a job begins with a second. Each shard is an object that every reader of the
 * job reads, so a long job stores its results less often.
 *
 * @param shards that the owner has stored
 */
export function flushAfterMs(shards: number): number {
  return STEPS.find((step) => shards < step.shards)?.ms ?? SLOWEST_MS;
}
