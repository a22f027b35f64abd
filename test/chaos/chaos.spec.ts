import { describe, it } from 'vitest';
import { expectSoundRound } from './round.expectations.js';
import { AMPLE_MS, chaosSettings } from './settings.js';

describe('three replicas on one bucket, killed, stopped and ended at random', () => {
  it(
    'process or park every acknowledged event, and never twice at once',
    async () => void (await expectSoundRound({ settings: chaosSettings(process.env), script: 'test:chaos' })),
    AMPLE_MS,
  );
});
