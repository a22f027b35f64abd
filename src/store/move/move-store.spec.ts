import { beforeEach, describe, expect, it } from 'vitest';
import { MemoryObjectStore } from '../../../test/support/memory-object-store.js';
import { movedIn, MoveWorld } from '../../../test/support/move-world.js';
import { StoreError } from '../store-error.js';

describe('a move between two stores', () => {
  let world: MoveWorld;

  beforeEach(async () => {
    world = new MoveWorld();
    await world.fill();
  });

  const textOf = (key: string) => Buffer.from(world.target.objects.get(key)?.bytes ?? 'none').toString();
  const writesTo = () =>
    world.target.calls.filter(([call, key]) => call === 'put' && !key.startsWith('moves/'));

  it('copies what the service keeps, with metadata and content type, and nothing else', async () => {
    expect(await world.move()).toMatchObject({ state: 'settled', passes: 2, copied: 12, same: 12 });
    expect(movedIn(world.target)).toEqual(movedIn(world.source));
    const others = [...world.target.objects.keys()].filter((key) => /^(probe|other)/.test(key));
    expect(others).toEqual([]);
    expect(world.source.calls.filter(([call]) => call === 'put' || call === 'remove')).toHaveLength(18);
  });

  it('reads nothing again of what it has compared, and keeps no more than two passes of notes', async () => {
    await world.move();
    const reads = world.source.calls.filter(([call]) => call === 'get').length;
    for (let run = 0; run < 3; run++) expect(await world.move()).toMatchObject({ copied: 0, same: 12 });
    expect(world.source.calls.filter(([call]) => call === 'get')).toHaveLength(reads);
    const notes = [...world.target.objects.keys()].filter((key) => key.startsWith('moves/'));
    expect(new Set(notes.map((key) => key.split('/')[2])).size).toBe(1);
  });

  it('says what a dry run would copy, and writes nothing', async () => {
    await world.put(world.target, 'dlq/a', 'another');
    const report = await world.move({ dryRun: true });
    expect(report).toMatchObject({ state: 'planned', copied: 11, latest: { found: { conflict: 1 } } });
    expect([...world.target.objects.keys()]).toEqual(['dlq/a']);
  });

  it('follows what the source changes and adds, in passes until nothing changes', async () => {
    let reads = 0;
    world.source.interference = {
      after: async (call, key) => {
        if (call !== 'get' || key !== 'dlq/b' || ++reads > 2) return;
        await world.put(world.source, 'dlq/b', `changed ${reads}`);
        await world.put(world.source, `dlq/c${reads}`, 'new');
      },
    };
    expect(await world.move()).toMatchObject({ state: 'settled', copied: 14, updated: 2 });
    expect(movedIn(world.target)).toEqual(movedIn(world.source));
  });

  it('says that the source still changes where it does so in every pass', async () => {
    let nth = 0;
    world.source.interference = {
      after: (call, key) => {
        if (call === 'get' && key === 'dlq/b') return world.put(world.source, 'dlq/b', `changed ${++nth}`);
      },
    };
    expect(await world.move()).toMatchObject({ state: 'moving', passes: 5 });
  });

  it('never overwrites what the target has of its own', async () => {
    await world.put(world.target, 'schemas/a', 'of the target');
    await world.put(world.target, 'dlq/b', 'dlq/ b');
    const { state, copied, same, latest } = await world.move();
    expect({ state, copied, same }).toEqual({ state: 'settled', copied: 10, same: 11 });
    expect(latest.named).toEqual([
      { key: 'schemas/a', kind: 'conflict', reason: expect.stringContaining('another object') },
    ]);
    expect(textOf('schemas/a')).toBe('of the target');
  });

  it('takes no object for the same whose bytes alone are', async () => {
    const { bytes } = world.source.objects.get('dlq/a')!;
    await world.target.put('dlq/a', bytes, { condition: 'none', contentType: 'text/plain', metadata: {} });
    expect((await world.move()).latest.found).toMatchObject({ conflict: 1 });
  });

  it('keeps what the target changed or removed since, though the source has changed it as well', async () => {
    await world.move();
    await world.put(world.target, 'dlq/a', 'retried there');
    await world.put(world.target, 'dlq/b', 'retried there');
    await world.put(world.source, 'dlq/b', 'retried here');
    world.target.objects.delete('jobs/a');
    const before = writesTo().length;
    const { state, latest } = await world.move();
    expect(state).toBe('settled');
    expect(latest.named.map(({ key, kind }) => `${key} ${kind}`)).toEqual([
      'dlq/a changed_in_target',
      'dlq/b changed_in_target',
      'jobs/a changed_in_target',
    ]);
    expect(writesTo()).toHaveLength(before);
    // It stays known in the runs that follow.
    expect((await world.move()).latest.found.changed_in_target).toBe(3);
  });

  it('loses the race against a writer of the target, and keeps what that one wrote', async () => {
    await world.move();
    await world.put(world.source, 'dlq/a', 'newer');
    world.target.interference = {
      before: async (call, key) => {
        if (call !== 'put' || key !== 'dlq/a') return;
        world.target.interference = {};
        await world.put(world.target, 'dlq/a', 'at the same time');
      },
    };
    expect((await world.move()).latest.found.changed_in_target).toBe(1);
    expect(textOf('dlq/a')).toBe('at the same time');
  });

  it('names what is gone from the source, and removes the copy only where that is asked for', async () => {
    await world.move();
    world.source.objects.delete('dlq/a');
    world.source.objects.delete('dlq/b');
    await world.put(world.target, 'dlq/b', 'changed there');
    expect((await world.move()).latest.found).toMatchObject({ gone_from_source: 1, changed_in_target: 1 });
    expect(textOf('dlq/a')).toBe('dlq/ a');
    expect(await world.move({ removeGone: true })).toMatchObject({ removed: 1 });
    expect(world.target.objects.has('dlq/a')).toBe(false);
    expect(textOf('dlq/b')).toBe('changed there');
  });

  it('does not believe a listing alone that an object is gone', async () => {
    await world.move();
    const kept = world.source.objects.get('dlq/a')!;
    world.source.interference = {
      before: (call, key) => {
        if (call === 'list' && key === 'dlq/') world.source.objects.delete('dlq/a');
        if (call === 'get') world.source.objects.set('dlq/a', kept);
      },
    };
    expect(await world.move({ removeGone: true })).toMatchObject({ state: 'moving', removed: 0 });
    expect(textOf('dlq/a')).toBe('dlq/ a');
  });

  it('moves corrupt objects as they are, and names them in every run', async () => {
    await world.put(world.source, 'dlq/x', 'broken');
    for (let run = 0; run < 2; run++) {
      expect((await world.move()).latest.named).toEqual([
        { key: 'dlq/x', kind: 'corrupt', reason: 'it is not JSON' },
      ]);
    }
    expect(textOf('dlq/x')).toBe('broken');
  });

  it('names what cannot be read, moves the others, and takes it in a later run', async () => {
    const denied = new StoreError('403 AccessDenied', { outcomeUnknown: false, retryable: false });
    world.source.interference = {
      before: (call, key) => {
        if (call === 'get' && key === 'dlq/a') throw denied;
      },
    };
    const { copied, latest } = await world.move();
    expect(copied).toBe(11);
    expect(latest.named).toEqual([{ key: 'dlq/a', kind: 'failed', reason: '403 AccessDenied' }]);
    world.source.interference = {};
    expect(await world.move()).toMatchObject({ state: 'settled', copied: 1, same: 12 });
  });

  it('ends where everything fails, and goes on later', async () => {
    for (let nth = 0; nth < 60; nth++) await world.put(world.source, `dlq/n${nth}`, 'x');
    world.source.interference = {
      before: (call, key) => {
        if (call === 'get' && key > 'dlq/')
          throw new StoreError('403 AccessDenied', { outcomeUnknown: false, retryable: false });
      },
    };
    await expect(world.move()).rejects.toThrow(/objects in a row failed, the latest: 403/);
    world.source.interference = {};
    expect(await world.move()).toMatchObject({ state: 'settled', copied: 70 });
  });

  it('notices a target that keeps other bytes than were sent', async () => {
    world.target.interference = {
      after: (call, key) => {
        const object = world.target.objects.get(key);
        if (call !== 'put' || key !== 'dlq/a' || object === undefined) return;
        world.target.objects.set(key, { ...object, bytes: Buffer.from('torn') });
      },
    };
    expect((await world.move()).latest.found).toMatchObject({ conflict: 1 });
  });

  it('refuses an empty source: a directory that is not mounted looks like one', async () => {
    await world.move();
    world.source.objects.clear();
    await expect(world.move({ removeGone: true })).rejects.toThrow(
      's3://source holds nothing of the service',
    );
    expect(Object.keys(movedIn(world.target))).toHaveLength(12);
  });

  it('refuses a listing that is out of order, since it could not compare', async () => {
    const inOrder = new MemoryObjectStore(world.clock);
    for (const [key, object] of world.source.objects) inOrder.objects.set(key, object);
    world.source.list = async (query) => {
      const page = await inOrder.list(query);
      return { ...page, entries: page.entries.toReversed() };
    };
    await expect(world.move()).rejects.toThrow('is not in order');
  });

  it('stops at an interrupt, notes what it did, and goes on with the same command', async () => {
    const interruption = new AbortController();
    for (let nth = 0; nth < 100; nth++) await world.put(world.source, `dlq/n${100 + nth}`, 'x');
    const onProgress = () => interruption.abort();
    const first = await world.move({ signal: interruption.signal, onProgress });
    expect(first.state).toBe('interrupted');
    expect(first.copied).toBeLessThan(100);
    const reads = world.source.calls.filter(([call]) => call === 'get').length;
    expect(await world.move()).toMatchObject({ state: 'settled', copied: 112 - first.copied, same: 112 });
    expect(world.source.calls.filter(([call]) => call === 'get')).toHaveLength(112 + reads - first.copied);
  });

  it('says what to do where its notes cannot be read', async () => {
    await world.move();
    const note = [...world.target.objects.keys()].find((key) => key.endsWith('000001.ndjson'))!;
    world.target.objects.set(note, { ...world.target.objects.get(note)!, bytes: Buffer.from('torn\n') });
    await expect(world.move()).rejects.toThrow(/Remove all objects under moves\//);
  });

  it('does not begin a pass that another run has begun', async () => {
    let other: Promise<unknown> | undefined;
    world.target.interference = {
      before: async (call, key) => {
        if (call !== 'put' || !key.startsWith('moves/') || other !== undefined) return;
        other = world.move({ signal: AbortSignal.abort() });
        await other;
      },
    };
    await expect(world.move()).rejects.toThrow('another run of this move is at work');
    expect(movedIn(world.target)).toEqual({});
  });
});
