import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { JobItem } from '../../src/redrives/run/member-queue.js';
import type { TurnEnd } from '../../src/redrives/run/member-work.js';
import { BullMqSpread } from '../../src/redrives/spread/bullmq/bullmq-spread.js';
import type { MemberTurns } from '../../src/redrives/spread/member-turns.port.js';
import type { SpreadParts } from '../../src/redrives/spread/spread-parts.js';
import { describeMemberTurns } from '../contracts/member-turns.contract.js';
import { RedisServer } from '../support/redis-server.js';
import { SpreadWorld, turnOf } from '../support/spread-world.js';

const { TEST_REDIS_URL = '' } = process.env;
const WAIT = { timeout: 20_000 };
const linesOf = ({ log }: SpreadWorld, event: string) => log.lines.filter((line) => line.event === event);
const isSpread = async (world: SpreadWorld) =>
  await expect.poll(() => linesOf(world, 'job_works_spread').length, WAIT).toBeGreaterThan(0);

function open(parts: SpreadParts, queue: string, url = TEST_REDIS_URL): BullMqSpread {
  const limits = { callTimeoutMs: 1_000, concurrency: 16, attemptTimeoutMs: 2_000 };
  return new BullMqSpread({ url, prefix: 'turns', queue, ...limits }, parts);
}

describeMemberTurns('BullMqTurns', (parts) => open(parts, randomUUID()), isSpread);

describe('two replicas that make the turns of one job', () => {
  let redis: RedisServer;
  let world: SpreadWorld;
  let owner: BullMqSpread;
  let other: BullMqSpread;
  let turns: MemberTurns;

  /** Makes turns until the member has an outcome. */
  const toTheEnd = async (item: JobItem): Promise<TurnEnd> => {
    let { maybeBegun } = item;
    for (;;) {
      const end = await turns.turn({ ...item, maybeBegun }, turnOf({ maybeBegun }));
      if (end.kind !== 'wait') return end;
      ({ maybeBegun } = end);
      await new Promise((resolve) => setTimeout(resolve, end.ms));
    }
  };
  const outcomeOf = (end: TurnEnd) => (end.kind === 'done' ? end.result.outcome : end.kind);
  const makers = () => new Set(world.members.made.map(({ by }) => by));

  beforeEach(async () => {
    redis = await RedisServer.prepare();
    await redis.start();
    world = new SpreadWorld(200);
    const queue = randomUUID();
    owner = open(world.partsOf('owner'), queue, redis.url);
    other = open(world.partsOf('other'), queue, redis.url);
    owner.start();
    other.start();
    turns = owner.turnsOf(world.record, world.members.workOf('owner'));
    await isSpread(world);
  });

  afterEach(async () => {
    world.members.open();
    await Promise.all([owner.stop(), other.stop()]);
    await turns.close();
    await Promise.all([owner.close(), other.close()]);
    await redis.dispose();
  });

  it('both have their share', async () => {
    const ends = await Promise.all(world.items.map(toTheEnd));
    expect(new Set(ends.map(outcomeOf))).toEqual(new Set(['succeeded']));
    expect(makers()).toEqual(new Set(['owner', 'other']));
  });

  it('leave to the other what one has no place for', async () => {
    world.members.shut();
    world.tellPlaces.get('other')!(4);
    const all = Promise.all(world.items.map(toTheEnd));
    await expect.poll(() => world.members.made.length, WAIT).toBe(20);
    expect(world.members.made.filter(({ by }) => by === 'other')).toHaveLength(4);
    world.members.open();
    expect((await all).map(outcomeOf)).toEqual(Array(200).fill('succeeded'));
  });

  it('give back what has not begun when one of them stops', async () => {
    world.members.shut();
    const all = Promise.all(world.items.map(toTheEnd));
    await expect.poll(() => world.members.made.length, WAIT).toBe(32);
    const stopped = other.stop();
    world.members.open();
    await stopped;
    expect((await all).map(outcomeOf)).toEqual(Array(200).fill('succeeded'));
    expect(world.members.made).toHaveLength(200);
  });

  it('lose no member when Redis is flushed in the middle, and make no turn twice', async () => {
    world.members.shut();
    const all = Promise.all(world.items.map(toTheEnd));
    await expect.poll(() => world.members.made.length, WAIT).toBe(32);
    await redis.ask((client) => client.flushall());
    world.members.open();
    for (const end of await all) expect(outcomeOf(end)).toMatch(/^succeeded/);
    expect(world.members.made).toHaveLength(200);
  });

  it('the owner works alone while Redis is down, and both do when it is back', async () => {
    world.members.shut();
    const first = Promise.all(world.items.slice(0, 20).map(toTheEnd));
    await expect.poll(() => world.members.made.length, WAIT).toBe(20);
    await redis.ask((client) => {
      const closed = once(client, 'close');
      client.shutdown('NOSAVE').catch(() => {});
      return closed;
    });
    world.trouble = 'Redis is down';
    world.members.open();
    for (const end of await first) expect(outcomeOf(end)).toMatch(/^succeeded/);
    expect(linesOf(world, 'job_works_alone')).toHaveLength(1);

    world.members.made.length = 0;
    await Promise.all(world.items.slice(20, 60).map(toTheEnd));
    expect(makers()).toEqual(new Set(['owner']));

    await redis.start();
    world.trouble = null;
    await expect.poll(() => linesOf(world, 'job_works_spread').length, WAIT).toBe(2);
    await Promise.all(world.items.slice(60).map(toTheEnd));
    expect(makers()).toEqual(new Set(['owner', 'other']));
  });

  it.each([
    ['another replica owns the job', { owner: { claim_id: 'new', replica: 'x', writer: 'x.2', ttl_ms: 1 } }],
    ['the job is paused', { state: 'paused' as const }],
  ])('begin nothing where %s', async (_why, change) => {
    world.record = { ...world.record, ...change };
    const end = await turns.turn(world.items[0]!, turnOf());
    expect(end).toMatchObject({ kind: 'wait', maybeBegun: false });
    expect(world.members.made).toEqual([]);
  });

  it('begin nothing where the lease of the owner has run out', async () => {
    world.ageMs = 30_001;
    expect(await turns.turn(world.items[0]!, turnOf())).toMatchObject({ kind: 'wait', maybeBegun: false });
    expect(world.members.made).toEqual([]);
  });

  it('answer nothing where their version does not know the action', async () => {
    world.record = JSON.parse(JSON.stringify(world.record).replace('"retry"', '"translate"'));
    expect(await turns.turn(world.items[0]!, turnOf())).toMatchObject({ kind: 'wait', maybeBegun: false });
    expect(world.members.made).toEqual([]);
  });
});
