import type { PutResult } from '../object-store.port.js';
import type { Told } from './patient-calls.js';
import { isStored, type ProbeObjects } from './probe-objects.js';

/** Conditional PUTs in one race for a key. */
const RACERS = 10;

/**
 * Races of each kind. A third of those for a new key run over connections that are just being opened, and may come too
 * far apart to tell. A server that lets two PUTs win in half of the others still passes them once in 256 times.
 */
const ROUNDS = 12;

/** Rounds at once, each on keys of its own. A round is four round trips to the store, one after the other. */
const LINES = 4;

/** Whether one creator wins, whether one holder of the ETag wins, and whether a stale or missing ETag is refused. */
export async function putsHold(objects: ProbeObjects): Promise<boolean> {
  let won = 0;
  let broken = false;
  const line = async () => {
    for (let round = 0; round < ROUNDS / LINES && !broken; round++) {
      const winners = await createAndReplace(objects);
      if (winners === 'too many') broken = true;
      else won += winners;
    }
  };
  await Promise.all(Array.from({ length: LINES }, line));
  // A race without a winner is no proof either.
  return !broken && won > 0;
}

/** @returns how many replaced the object that was created: one, or none where answers were lost */
async function createAndReplace(objects: ProbeObjects): Promise<number | 'too many'> {
  const key = objects.newKey();
  const created = await race(() => objects.put(key, 'absent'));
  const [etag] = created;
  if (created.length > 1) return 'too many';
  if (etag === undefined) return 0;
  const replaced = await race(() => objects.put(key, { ifMatch: etag }));
  const stale = await objects.put(key, { ifMatch: etag });
  const missing = await objects.put(objects.newKey(), { ifMatch: etag });
  if (replaced.length > 1 || [stale, missing].some(({ result }) => isStored(result))) return 'too many';
  return replaced.length;
}

/** The ETags of the winners. */
async function race(put: () => Promise<Told<PutResult>>): Promise<string[]> {
  const told = await Promise.all(Array.from({ length: RACERS }, put));
  return told.flatMap(({ result }) => (isStored(result) ? [result.etag] : []));
}
