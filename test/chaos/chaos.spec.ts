import { afterEach, describe, expect, it, onTestFailed } from 'vitest';
import { keepEvidence } from './evidence.js';
import { judge } from './judgement.js';
import { Round } from './round.js';
import { chaosSettings, replayCommand } from './settings.js';
import { summaryOf } from './summary.js';

const settings = chaosSettings(process.env);

/** A round ends by itself: events are handed in so many times, and records tried so many times. */
const AMPLE_MS = 3 * 3_600_000;

const MOST_FAULTS_SHOWN = 20;

describe('three replicas on one bucket, killed, stopped and ended at random', () => {
  let round: Round;

  afterEach(() => round?.end());

  it(
    'processes or parks every acknowledged event, and never twice at once',
    async () => {
      onTestFailed(() => say(`play it again by: ${replayCommand(settings)}`));
      const startedAt = performance.now();
      const seconds = () => Math.round((performance.now() - startedAt) / 1_000);
      say(`${settings.events} events, seed ${settings.seed}`);
      round = await Round.prepare(settings);
      const evidence = await round.play((progress) => say(`${seconds()} s: ${progress}`));

      const judgement = judge(evidence);
      process.stdout.write(`${summaryOf(evidence, judgement, settings, performance.now() - startedAt)}\n`);
      if (judgement.faults.length > 0) say(`evidence in ${await keepEvidence(evidence, round.replicas)}`);
      expect(judgement.faults.slice(0, MOST_FAULTS_SHOWN)).toEqual([]);
      // A round in which nothing happened proves nothing.
      const kinds = new Set(evidence.incidents.map(({ kind }) => kind));
      expect([...kinds]).toEqual(expect.arrayContaining(['kill', 'stop', 'term']));
    },
    AMPLE_MS,
  );
});

function say(text: string): void {
  process.stdout.write(`chaos: ${text}\n`);
}
