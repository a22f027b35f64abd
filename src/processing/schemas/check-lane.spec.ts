import { describe, expect, it } from 'vitest';
import { MemoryLog } from '../../../test/support/memory-log.js';
import { HandClock } from '../../../test/support/hand-clock.js';
import { DraftLane, EventLane } from './check-lane.js';
import type { CheckAnswer, CheckTask } from './check-process.js';
import { Quarantines } from './quarantines.js';
import type { SchemaUnit } from './schema-unit.js';

const unit = (file: string): SchemaUnit => ({ file, key: `key of ${file}`, text: '{}' });
const task: CheckTask = { text: '{}', namesInteraction: false, all: false, ms: 1 };
const exceeded = { kind: 'exceeded', why: 'takes longer than 1 ms to check' } as const;

function world(answers: CheckAnswer[] = []) {
  const seen: string[] = [];
  const process = {
    check: async ({ file }: SchemaUnit) => {
      seen.push(file);
      return answers.shift() ?? (file === 'bad' ? exceeded : ({ kind: 'valid' } as const));
    },
    compile: async () => ({ kind: 'compiled' }) as const,
  };
  const [clock, log] = [new HandClock(), new MemoryLog()];
  const quarantines = new Quarantines(clock, log);
  const lane = new EventLane(process, new DraftLane(process, 10), quarantines, 100);
  return {
    seen,
    clock,
    log,
    quarantines,
    check: (file: string) => lane.check(unit(file), task, new AbortController().signal),
  };
}

describe('checks of events by schemas that may take long', () => {
  it.each<[string, CheckAnswer]>([
    ['exceeds its limits', exceeded],
    ['loses its process', { kind: 'lost', why: 'SIGKILL' }],
  ])('are tried again when one %s', async (_, first) => {
    const { check, seen } = world([first]);
    expect(await check('good')).toEqual({ kind: 'valid' });
    expect(seen).toEqual(['good', 'good']);
  });

  it('are left undone for a while when a schema exceeds its limits repeatedly, of that schema alone', async () => {
    const { check, seen, clock, log, quarantines } = world();
    const answers = await Promise.all(Array.from({ length: 64 }, () => check('bad')));
    expect(answers.map(({ kind }) => kind)).toEqual([
      ...Array.from({ length: 3 }, () => 'exceeded'),
      ...Array.from({ length: 61 }, () => 'quarantined'),
    ]);
    expect(seen).toHaveLength(6);
    expect(quarantines.files).toEqual(['bad']);
    expect(log.text().match(/schema_quarantined/g)).toHaveLength(1);
    expect(await check('good')).toEqual({ kind: 'valid' });

    clock.expire();
    expect(quarantines.files).toEqual([]);
    expect((await check('bad')).kind).toBe('exceeded');
    expect((await check('bad')).kind).toBe('quarantined');
  });

  it('do not lead to a quarantine where the good ones make up for the others', async () => {
    const answers: CheckAnswer[] = [];
    const { check, quarantines } = world(answers);
    for (let round = 0; round < 20; round++) {
      answers.push(exceeded, exceeded);
      expect((await check('good')).kind).toBe('exceeded');
      for (let i = 0; i < 20; i++) expect((await check('good')).kind).toBe('valid');
      expect(quarantines.files).toEqual([]);
    }
  });
});
