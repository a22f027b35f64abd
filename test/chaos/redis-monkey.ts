import type { RedisServer } from '../support/redis-server.js';
import { between, weighted, type Chance } from './chance.js';
import { pause } from './pause.js';
import type { Pace } from './settings.js';

/** What is done to Redis, how often out of 100. */
const DEEDS = { kill: 40, flush: 30, stop: 30 };

export type RedisDeed = keyof typeof DEEDS;

/** How long it is left in peace at least, and is gone or stands still. */
const LEAST_PEACE_MS = 3_000;
const GONE_MS = [500, 5_000] as const;

/** Kills, flushes and stops Redis again and again, until `signal` is aborted; at its end it runs. */
export async function harassRedis(
  redis: RedisServer,
  { peaceMs }: Pace,
  chance: Chance,
  signal: AbortSignal,
): Promise<RedisDeed[]> {
  const deeds: RedisDeed[] = [];
  for (let step = 1; !signal.aborted; step++) {
    const dice = (what: string) => chance('monkey', 'redis', step, what);
    await pause(between(LEAST_PEACE_MS, peaceMs, dice('peace')), signal);
    if (signal.aborted) break;
    const deed = weighted(DEEDS, dice('deed'));
    deeds.push(deed);
    const gone = () => pause(between(...GONE_MS, dice('gone')), signal);
    if (deed === 'flush') {
      await redis.ask((client) => client.flushall());
    } else if (deed === 'kill') {
      await redis.kill();
      await gone();
      await redis.start();
    } else {
      redis.pause();
      await gone();
      redis.resume();
    }
  }
  return deeds;
}
