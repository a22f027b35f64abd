import { expect, it } from 'vitest';
import { DELETE_MODES, type DeleteMode } from './bucket.js';
import { Chance } from './chance.js';
import { explore, RunFailed, several, Tally } from './explorer.js';
import { parsePoints } from './fault.js';
import { perform } from './run.js';
import { SCENARIOS } from './scenarios/index.js';

const MINUTE_MS = 60_000;

/** Sets of points of one scenario under one seed. */
const SETS = 25;

const { FAULTS_MINUTES = '5', FAULTS_SEED, FAULTS_SCENARIO, FAULTS_DELETE, FAULTS_POINT } = process.env;
const say = (line: string) => process.stdout.write(`${line}\n`);

it('finds nothing', { timeout: (Number(FAULTS_MINUTES) + 1) * MINUTE_MS }, () =>
  FAULTS_POINT === undefined ? exploreFor(Number(FAULTS_MINUTES) * MINUTE_MS) : runAgain(FAULTS_POINT),
);

/** Ever new seeds; FAULTS_SEED is the first of them. It goes on after a finding, and tells all of them. */
async function exploreFor(ms: number): Promise<void> {
  const begun = Date.now();
  const first = FAULTS_SEED === undefined ? begun % 2 ** 31 : number('FAULTS_SEED', FAULTS_SEED);
  const tally = new Tally();
  const findings: string[] = [];
  const names = new Set<string>();
  let seed = first;
  let told = begun;
  say(`exploring from seed ${first}`);
  for (; Date.now() - begun < ms; seed++) {
    const chance = new Chance(seed);
    const scenario = FAULTS_SCENARIO === undefined ? chance.pick(SCENARIOS) : scenarioOf(FAULTS_SCENARIO);
    const deleteMode = chance.pick(DELETE_MODES);
    names.add(scenario.name);
    try {
      await explore({ scenario, seed, deleteMode }, tally, several(chance, SETS));
    } catch (error) {
      if (!(error instanceof RunFailed)) throw error;
      findings.push(error.message);
      say(error.message);
    }
    if (Date.now() - told < MINUTE_MS) continue;
    told = Date.now();
    say(`${Math.round((told - begun) / MINUTE_MS)} min: ${tally.points} fault points`);
  }
  say(
    `fault points explored: ${tally.points} in ${names.size} of ${SCENARIOS.length} scenarios (seeds ${first} to ` +
      `${seed - 1}; deliveries at once that the design allows: ${tally.allowedOverlaps}); findings: ${findings.length}`,
  );
  expect(findings).toEqual([]);
  expect(tally.points).toBeGreaterThan(0);
}

async function runAgain(point: string): Promise<void> {
  const report = await perform(
    {
      scenario: scenarioOf(FAULTS_SCENARIO),
      seed: number('FAULTS_SEED', FAULTS_SEED),
      deleteMode: deleteModeOf(FAULTS_DELETE),
      points: parsePoints(point === 'none' ? '' : point),
    },
    { told: true },
  );
  for (const line of report.story) say(line);
  expect(report.problems).toEqual([]);
}

function scenarioOf(name: string | undefined) {
  const found = SCENARIOS.find((scenario) => scenario.name === name);
  if (found !== undefined) return found;
  throw new Error(
    `FAULTS_SCENARIO: expected one of ${SCENARIOS.map((scenario) => scenario.name).join(', ')}`,
  );
}

function deleteModeOf(name: string | undefined): DeleteMode {
  const found = DELETE_MODES.find((mode) => mode === name);
  if (found !== undefined) return found;
  throw new Error(`FAULTS_DELETE: expected one of ${DELETE_MODES.join(', ')}`);
}

function number(variable: string, text: string | undefined): number {
  if (text !== undefined && /^\d{1,10}$/.test(text)) return Number(text);
  throw new Error(`${variable}: expected a whole number`);
}
