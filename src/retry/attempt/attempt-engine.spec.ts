import { beforeEach, describe, expect, it } from 'vitest';
import { begunAttemptOf, endOf } from '../../../test/support/begun-attempt.js';
import { eventOf } from '../../../test/support/event-of.js';
import { startCoreWorld, type CoreWorld } from '../../../test/support/core-world.js';
import type { Failure } from '../../domain/letter/failure.js';
import type { AttemptReport } from '../../domain/letter/attempts.js';
import type { AttemptEnd } from './attempt.js';

const event = eventOf('{"event_id":"e"}');
const nothing = endOf(async () => {});

describe('an attempt', () => {
  let world: CoreWorld;

  beforeEach(async () => {
    world = await startCoreWorld();
  });

  function attempt(changes: Parameters<typeof begunAttemptOf>[1] = {}, end = nothing) {
    const { clock, engine } = world;
    const [startedAt, begunAt] = [clock.now(), clock.monotonic()];
    const times = { startedAt, begunAt, endBy: begunAt + 1_000 };
    return engine.attempt(begunAttemptOf(event, { ...times, ...changes }), end);
  }

  it.each([
    ['pass', null],
    ['crash', 'DLQ-1'],
    ['hang', 'DLQ-1'],
  ] as const)('is the only one at its event until its run ends: %s, %s', async (verdict, traceId) => {
    const { clock, gate, ledger } = world;
    gate.verdict = verdict;
    const run = attempt({ traceId });
    expect(await attempt()).toEqual({ end: 'notBegun' });
    expect(ledger.whoHas(event).state).toBe(traceId === null ? 'nobody' : 'retried');
    await clock.advance(1_000);
    expect((await run).end).toBe(verdict === 'pass' ? 'passed' : 'failed');
    expect(gate.runs).toHaveLength(1);
    expect(ledger.whoHas(event).state).toBe(verdict === 'pass' ? 'passed' : 'nobody');
    const again = attempt();
    await clock.advance(1_000);
    expect((await again).end).not.toBe('notBegun');
  });

  it('notes a passed event before it is settled', async () => {
    const seen: string[] = [];
    await attempt(
      {},
      endOf(async () => void seen.push(world.ledger.whoHas(event).state)),
    );
    expect(seen).toEqual(['passed']);
  });

  it('begins no run when its time is over', async () => {
    const { clock, gate } = world;
    expect(await attempt({ endBy: clock.monotonic() })).toEqual({ end: 'notBegun' });
    expect(gate.runs).toEqual([]);
    expect(await attempt()).toEqual({ end: 'passed' });
  });

  it('is cut off at its end, however much of its time had passed before it began', async () => {
    const { clock, gate } = world;
    gate.verdict = 'hang';
    const run = attempt({ begunAt: clock.monotonic() - 900, endBy: clock.monotonic() + 100 });
    await clock.advance(100);
    expect(await run).toMatchObject({ end: 'failed', failure: { code: 'processing_timeout' } });
  });

  it('reports how long it took by the monotonic clock, from its beginning', async () => {
    const { clock, gate } = world;
    let open = () => {};
    gate.hold = new Promise((resolve) => (open = resolve));
    const startedAt = clock.now();
    const reports: Array<[AttemptReport, Failure | null]> = [];
    const noting: AttemptEnd<void> = {
      notBegun: async () => {},
      passed: async (report) => void reports.push([report, null]),
      failed: async (failure, report) => void reports.push([report, failure]),
    };
    const begunAt = clock.monotonic();
    const run = world.engine.attempt(
      begunAttemptOf(event, { startedAt, begunAt, endBy: begunAt + 1_000 }),
      noting,
    );
    await clock.advance(250);
    open();
    await run;
    expect(reports).toEqual([[{ startedAt, durationMs: 250, processor: 'Gate' }, null]]);
  });

  it('fails without a run where it is refused', async () => {
    const refusal: Failure = { code: 'unrecognised_event', reason: 'no', retryable: false };
    expect(await attempt({ refusal })).toEqual({ end: 'failed', failure: refusal });
    expect(world.gate.runs).toEqual([]);
    expect(world.ledger.whoHas(event).state).toBe('nobody');
  });

  it('lets an error of its settlement out, and leaves the event free', async () => {
    const broken = endOf(() => Promise.reject(new TypeError('a fault of ours')));
    world.gate.verdict = 'permanent';
    await expect(attempt({}, broken)).rejects.toThrow('a fault of ours');
    expect(world.ledger.whoHas(event).state).toBe('nobody');
  });
});
