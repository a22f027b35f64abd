import { afterEach, describe, expect, it } from 'vitest';
import type { MemberTurns, TurnSpread } from '../../src/redrives/spread/member-turns.port.js';
import type { SpreadParts } from '../../src/redrives/spread/spread-parts.js';
import { SpreadWorld, turnOf } from '../support/spread-world.js';

/** What every adapter must do that makes the turns of a job's members. `open` gives one with an engine that is empty. */
export function describeMemberTurns(
  name: string,
  open: (parts: SpreadParts) => TurnSpread,
  ready: (world: SpreadWorld) => Promise<void> = async () => {},
): void {
  describe(`${name} as what makes the turns of members`, () => {
    let world: SpreadWorld;
    let spread: TurnSpread;
    let turns: MemberTurns;

    const start = async (total: number) => {
      world = new SpreadWorld(total);
      spread = open(world.partsOf('owner'));
      spread.start();
      turns = spread.turnsOf(world.record, world.members.workOf('owner'));
      await ready(world);
    };

    afterEach(async () => {
      world.members.open();
      await spread.stop();
      await turns.close();
      await spread.close();
    });

    it('makes each turn once, and answers with its end', async () => {
      await start(50);
      const ends = await Promise.all(world.items.map((item) => turns.turn(item, turnOf())));
      expect(ends.map((end) => end.kind === 'done' && end.result.outcome)).toEqual(
        Array(50).fill('succeeded'),
      );
      const made = world.members.made.map(({ traceId }) => traceId).toSorted();
      expect(made).toEqual(world.items.map(({ member }) => member.traceId).toSorted());
    });

    it('says of a member that is absent what may have become of it', async () => {
      await start(1);
      const [item] = world.items;
      await turns.turn(item!, turnOf());
      const later = await turns.turn({ ...item!, maybeBegun: true }, turnOf({ maybeBegun: true }));
      expect(later).toMatchObject({ kind: 'done', result: { outcome: 'succeeded_or_gone' } });
      expect(world.members.made).toHaveLength(1);
    });

    it('tries nothing where nothing may be tried', async () => {
      await start(1);
      expect(await turns.turn(world.items[0]!, turnOf({ mayTry: false }))).toEqual({ kind: 'untried' });
      expect(world.members.made).toEqual([]);
    });

    it('stops only when what has begun is finished', async () => {
      await start(3);
      world.members.shut();
      const all = Promise.all(world.items.map((item) => turns.turn(item, turnOf())));
      await expect.poll(() => world.members.made.length, { timeout: 10_000 }).toBe(3);
      const stopping = spread.stop();
      world.members.open();
      await stopping;
      for (const end of await all)
        expect(end).toMatchObject({ kind: 'done', result: { outcome: 'succeeded' } });
    });
  });
}
