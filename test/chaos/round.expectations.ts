import { expect, onTestFailed } from 'vitest';
import type { RedisServer } from '../support/redis-server.js';
import { keepEvidence, type Evidence } from './evidence.js';
import { judge } from './judgement.js';
import { Round } from './round.js';
import { replayCommand, type ChaosSettings } from './settings.js';
import { summaryOf } from './summary.js';

const MOST_FAULTS_SHOWN = 20;

export interface RoundToPlay {
  settings: ChaosSettings;
  /** Of package.json: what plays it. */
  script: string;
  redis?: RedisServer;
}

/** Plays a round in a test, tells how it goes, and expects that nothing was lost or doubled, and that much happened. */
export async function expectSoundRound({ settings, script, redis }: RoundToPlay): Promise<Evidence> {
  onTestFailed(() => say(`play it again by: ${replayCommand(settings, script)}`));
  const startedAt = performance.now();
  const seconds = () => Math.round((performance.now() - startedAt) / 1_000);
  say(`${settings.events} events, seed ${settings.seed}`);
  const round = await Round.prepare(settings, redis);
  try {
    const evidence = await round.play((progress) => say(`${seconds()} s: ${progress}`));
    const judgement = judge(evidence);
    process.stdout.write(`${summaryOf(evidence, judgement, settings, performance.now() - startedAt)}\n`);
    if (judgement.faults.length > 0) say(`evidence in ${await keepEvidence(evidence, round.replicas)}`);
    expect(judgement.faults.slice(0, MOST_FAULTS_SHOWN)).toEqual([]);
    // A round in which nothing happened proves nothing.
    const kinds = new Set(evidence.incidents.map(({ kind }) => kind));
    expect([...kinds]).toEqual(expect.arrayContaining(['kill', 'stop', 'term']));
    return evidence;
  } finally {
    await round.end();
  }
}

function say(text: string): void {
  process.stdout.write(`chaos: ${text}\n`);
}
