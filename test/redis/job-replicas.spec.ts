import { randomInt } from 'node:crypto';
import { afterEach, describe, expect, it } from 'vitest';
import { judgeJob } from '../chaos/job-judgement.js';
import { JobRound } from '../chaos/job-round.js';
import { RedisServer } from '../support/redis-server.js';

/** A long one: `JOB_MEMBERS=10000`. Then the owner of the job is killed as well, and each take-over takes a while. */
const { JOB_MEMBERS = '400', CHAOS_SEED = String(randomInt(2 ** 32)) } = process.env;
const members = Number(JOB_MEMBERS);
const AMPLE_MS = 3_600_000;
const startedAt = performance.now();
const say = (text: string) => {
  process.stdout.write(`${Math.round((performance.now() - startedAt) / 1_000)} s: ${text}\n`);
};

describe('three replicas on one job, of which one is killed every 5 s, and a Redis that is flushed twice', () => {
  let redis: RedisServer;
  let round: JobRound;

  afterEach(async () => {
    await round.end();
    await redis.dispose();
  });

  it(
    'bring every member to one outcome, and try none twice unless its outcome was unknown',
    async () => {
      redis = await RedisServer.prepare();
      await redis.start();
      say(`seed ${CHAOS_SEED}`);
      round = await JobRound.prepare({ members, seed: CHAOS_SEED, killsOwner: members >= 1_000 }, redis);
      const evidence = await round.play(say);
      const { faults, outcomes, triedAgain } = judgeJob(evidence);
      const callers = new Set(evidence.calls.map(({ by }) => by.split('.')[0]));
      const lines = (event: string) =>
        evidence.outputs.reduce((sum, output) => sum + output.split(`"${event}"`).length - 1, 0);
      say(`${JSON.stringify(outcomes)}, ${evidence.calls.length} calls, ${triedAgain} members tried again`);
      say(
        `${evidence.incidents.length} kills, ${lines('job_taken_over')} take-overs, ${lines('job_works_alone')} times alone`,
      );
      expect(faults.slice(0, 20)).toEqual([]);
      expect(callers.size).toBe(3);
    },
    AMPLE_MS,
  );
});
