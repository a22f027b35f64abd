import type { PutResult } from '../object-store.port.js';
import type { Told } from './patient-calls.js';
import { isStored, type ProbeObjects } from './probe-objects.js';

/** Conditional PUTs in one race for a key. */
const RACERS = 10;

/** Races of each kind. A server that lets two PUTs win in half of the races passes all of them once in a thousand. */
const ROUNDS = 10;

/** Whether one creator wins, whether one holder of the ETag wins, and whether a stale or missing ETag is refused. */
export async function putsHold(objects: ProbeObjects): Promise<boolean> {
  let won = 0;
  for (let round = 0; round < ROUNDS; round++) {
    const key = objects.newKey();
    const created = await race(() => objects.put(key, 'absent'));
    const [etag] = created;
    if (created.length > 1) return false;
    if (etag === undefined) continue;
    const replaced = await race(() => objects.put(key, { ifMatch: etag }));
    const stale = await objects.put(key, { ifMatch: etag });
    const missing = await objects.put(objects.newKey(), { ifMatch: etag });
    if (replaced.length > 1 || [stale, missing].some(({ result }) => isStored(result))) return false;
    won += replaced.length;
  }
  // A race without a winner is no proof either.
  return won > 0;
}

/** The ETags of the winners. */
async function race(put: () => Promise<Told<PutResult>>): Promise<string[]> {
  const told = await Promise.all(Array.from({ length: RACERS }, put));
  return told.flatMap(({ result }) => (isStored(result) ? [result.etag] : []));
}
