import { isStored, type ProbeObjects } from './probe-objects.js';

/** Lines of duels at once, each with its own lead. */
const LINES = 20;

/** Duels of one line, one after the other. */
const ROUNDS = 20;

/** How much the lead changes after a duel, milliseconds. */
const STEP_MS = 1;

/** Of LINES x ROUNDS duels. With fewer, the calls did not meet closely enough to prove anything. */
const ENOUGH_TURNS = 20;

/** `undefined`: an answer was lost, so the duel proves nothing. */
type Winner = 'put' | 'delete' | 'both' | undefined;

/**
 * Whether a DELETE and a PUT that hold the same ETag never both win.
 *
 * A server that checks first and deletes later lets both win only where the PUT arrives between the two, which can be a
 * window of a millisecond. So after each duel the loser starts earlier, until both win about equally often. Then the
 * two calls meet at the server, and many duels hit the window.
 */
export async function deletesHold(objects: ProbeObjects): Promise<boolean> {
  let turns = 0;
  let broken = false;
  const line = async (startMs: number) => {
    let leadMs = startMs;
    let last: Winner;
    for (let round = 0; round < ROUNDS && !broken; round++) {
      const winner = await duel(objects, leadMs);
      if (winner === undefined) continue;
      if (winner === 'both') broken = true;
      if (last !== undefined && winner !== last) turns++;
      last = winner;
      leadMs += winner === 'put' ? -STEP_MS : STEP_MS;
    }
  };
  await Promise.all(Array.from({ length: LINES }, (_, i) => line((i - LINES / 2) * STEP_MS)));
  return !broken && turns >= ENOUGH_TURNS;
}

/** Whether an outdated ETag deletes the object, which says without a duel that deletes do not hold. */
export async function staleDeletes(objects: ProbeObjects): Promise<boolean> {
  const key = objects.newKey();
  const { result: first } = await objects.put(key, 'absent');
  if (!isStored(first)) return false;
  const { result: second } = await objects.put(key, { ifMatch: first.etag });
  if (!isStored(second)) return false;
  const { result } = await objects.remove(key, first.etag);
  return result.outcome === 'removed';
}

/**
 * One PUT against one DELETE. With more calls, the first winner would end the race before the others meet.
 *
 * @param leadMs how much earlier the PUT is sent; the DELETE where it is negative
 */
async function duel(objects: ProbeObjects, leadMs: number): Promise<Winner> {
  const key = objects.newKey();
  const first = await objects.put(key, 'absent');
  if (!isStored(first.result)) return undefined;
  const ifMatch = first.result.etag;
  const put = async () => {
    if (leadMs < 0) await objects.pause(-leadMs);
    return objects.put(key, { ifMatch });
  };
  const remove = async () => {
    if (leadMs > 0) await objects.pause(leadMs);
    return objects.remove(key, ifMatch);
  };
  const [written, removed] = await Promise.all([put(), remove()]);
  const stored = isStored(written.result);
  const gone = removed.result.outcome === 'removed';
  if (stored && gone) return 'both';
  if (written.doubtful || removed.doubtful || stored === gone) return undefined;
  return stored ? 'put' : 'delete';
}
