import { between, weighted, type Chance } from './chance.js';
import { pause } from './pause.js';
import type { Replica } from './replica.js';
import { LEASE_MS, type Pace } from './settings.js';

/** What is done to a replica, how often out of 100. */
const DEEDS = { kill: 50, stop: 25, term: 25 };

export type Deed = keyof typeof DEEDS;

/** What replicas suffer first, in turn: however short a round is, each of it happens. */
export const FIRST_DEEDS: readonly Deed[] = ['kill', 'stop', 'term'];

/** How long a replica is left in peace at least, is down after its end, and stands still beyond its leases. */
const LEAST_PEACE_MS = 3_000;
const DOWN_MS = [0, 1_500] as const;
const BEYOND_LEASE_MS = [200, 4_000] as const;

/**
 * Kills, stops and ends one replica again and again, and always starts it again, until `signal` is aborted; at
 * its end the replica runs. All replicas may be down at once.
 *
 * @param first what is done first
 */
export async function harass(
  replica: Replica,
  { peaceMs }: Pace,
  chance: Chance,
  signal: AbortSignal,
  first: Deed,
): Promise<void> {
  for (let step = 1; !signal.aborted; step++) {
    const dice = (what: string) => chance('monkey', replica.name, step, what);
    await pause(between(LEAST_PEACE_MS, peaceMs, dice('peace')), signal);
    if (signal.aborted) return;
    const deed = step === 1 ? first : weighted(DEEDS, dice('deed'));
    if (deed === 'stop') {
      replica.stop();
      await pause(LEASE_MS + between(...BEYOND_LEASE_MS, dice('stop')), signal);
      replica.resume();
    } else {
      await (deed === 'kill' ? replica.kill() : replica.terminate());
      await pause(between(...DOWN_MS, dice('down')), signal);
      await replica.start();
    }
  }
}
