import { describe, expect, it } from 'vitest';
import { lostAnswer, movedIn, MoveWorld } from '../../../test/support/move-world.js';

type Moment = 'before' | 'after';

/** A source that a move has copied once, and that has changed since. */
async function changedWorld(): Promise<MoveWorld> {
  const world = new MoveWorld();
  await world.fill();
  await world.move();
  await world.put(world.source, 'dlq/a', 'changed');
  await world.put(world.source, 'dlq/new', 'new');
  world.source.objects.delete('jobs/a');
  return world;
}

/** Runs a move that something happens to at its nth call of either store. @returns whether it came that far */
function interfere(world: MoveWorld, nth: number, moment: Moment, happen: () => void): () => boolean {
  let calls = 0;
  const at = () => {
    calls += 1;
    if (calls >= nth) happen();
  };
  for (const store of [world.source, world.target]) store.interference = { [moment]: at };
  return () => calls >= nth;
}

function calm(world: MoveWorld): void {
  for (const store of [world.source, world.target]) store.interference = {};
}

describe.each<Moment>(['before', 'after'])('something happens %s a call takes effect', (moment) => {
  it('moves everything all the same where one answer is lost, whichever it is', async () => {
    let nth = 1;
    for (let cameThatFar = true; cameThatFar; nth++) {
      const world = await changedWorld();
      let isLost = false;
      const reached = interfere(world, nth, moment, () => {
        if (isLost) return;
        isLost = true;
        throw lostAnswer();
      });
      const report = await world.move({ removeGone: true });
      expect({ nth, state: report.state, named: report.latest.named }).toEqual({
        nth,
        state: 'settled',
        named: [],
      });
      expect(movedIn(world.target)).toEqual(movedIn(world.source));
      cameThatFar = reached();
    }
    expect(nth).toBeGreaterThan(40);
  });

  it('is continued by the same command where the process was killed, wherever that was', async () => {
    let nth = 1;
    for (let cameThatFar = true; cameThatFar; nth++) {
      const world = await changedWorld();
      const reached = interfere(world, nth, moment, () => {
        throw new Error('killed');
      });
      const ended = await world.move({ removeGone: true }).then(
        () => 'done',
        (error: Error) => error.message,
      );
      expect(['done', 'killed']).toContain(ended);
      cameThatFar = reached();
      calm(world);
      const report = await world.move({ removeGone: true });
      expect({ nth, state: report.state, named: report.latest.named }).toEqual({
        nth,
        state: 'settled',
        named: [],
      });
      expect(movedIn(world.target)).toEqual(movedIn(world.source));
    }
    expect(nth).toBeGreaterThan(40);
  });
});
