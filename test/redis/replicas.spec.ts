import { afterEach, describe, expect, it } from 'vitest';
import { expectSoundRound } from '../chaos/round.expectations.js';
import { AMPLE_MS, chaosSettings } from '../chaos/settings.js';
import { RedisServer } from '../support/redis-server.js';

describe('three replicas on one bucket and one Redis, all of them killed and stopped at random', () => {
  let redis: RedisServer;

  afterEach(() => redis.dispose());

  it(
    'process or park every acknowledged event, and never twice at once',
    async () => {
      redis = await RedisServer.prepare();
      await redis.start();
      const settings = chaosSettings({ CHAOS_EVENTS: '400', CHAOS_SECONDS: '35', ...process.env });
      const { redisDeeds } = await expectSoundRound({ settings, script: 'test:redis', redis });
      expect(redisDeeds).not.toEqual([]);
    },
    AMPLE_MS,
  );
});
