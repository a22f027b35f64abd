import { describe, expect, it } from 'vitest';
import { api, deliver } from '../support/http.js';
import { storeEnv } from '../support/s3-env.js';
import { BucketReader } from './bucket-reader.js';
import type { Behaviour, TargetAnswer } from './delivery.js';
import { pause } from './pause.js';
import { Replica } from './replica.js';
import { LEASE_MS, serviceEnv } from './settings.js';
import { Target } from './target.js';

const EVENT = { event_id: 'held', tenant_id: 't', payload: { interaction_id: 'i' } };
const FAILS: TargetAnswer = { status: 503, retryAfterS: 600 };
const PASSES: TargetAnswer = { status: 200 };

interface World {
  target: Target;
  bucket: BucketReader;
  /** The one that is stopped: it retries when it is told to. */
  stopped: Replica;
  /** Its sweep takes over what is due. */
  other: Replica;
}

async function startWorld(behaviour: Behaviour): Promise<World> {
  const store = await storeEnv();
  const target = await Target.start(behaviour);
  const replica = (name: string, sweeps: string) =>
    new Replica(name, (by) => ({ ...serviceEnv(store, target.url, by), RETRY_SWEEP_ENABLED: sweeps }));
  return {
    target,
    bucket: new BucketReader(store),
    stopped: replica('stopped', 'false'),
    other: replica('other', 'true'),
  };
}

/** Tries again while the store is too busy. */
async function until<T>(attempt: () => Promise<T>, done: (result: T) => boolean): Promise<T> {
  for (;;) {
    const result = await attempt();
    if (done(result)) return result;
    await pause(250);
  }
}

async function end({ target, bucket, stopped, other }: World): Promise<void> {
  await Promise.all([stopped.dispose(), other.dispose()]);
  await target.stop();
  bucket.close();
}

describe.concurrent('a worker that was stopped past its lease and goes on', () => {
  const failed = expect.objectContaining({ status: 'pending', leased: false });

  it.for<{ name: string; late: TargetAnswer | 'none'; how: string; settled: TargetAnswer; left: unknown }>([
    {
      name: 'a success, the other having failed',
      late: PASSES,
      how: 'delivered',
      settled: FAILS,
      left: failed,
    },
    { name: 'no answer, the other having failed', late: 'none', how: 'open', settled: FAILS, left: failed },
    {
      name: 'a failure, the other having succeeded',
      late: FAILS,
      how: 'refused',
      settled: PASSES,
      left: undefined,
    },
  ])('settles nothing with $name', async ({ late, how, settled, left }, { expect, onTestFinished }) => {
    let behaviour: Behaviour = async () => FAILS;
    const world = await startWorld((delivery, nth) => behaviour(delivery, nth));
    onTestFinished(() => end(world));
    const { target, bucket, stopped, other } = world;

    await stopped.start();
    const taken = await until(
      () => deliver(stopped.url!, EVENT),
      ({ status }) => status === 200,
    );
    const key = (await bucket.keys())[0]!;
    let release: (answer: TargetAnswer) => void = () => undefined;
    const held = new Promise<TargetAnswer>((resolve) => (release = resolve));
    const begun = new Promise<boolean>((resolve) => {
      behaviour = ({ by }) => {
        if (by !== stopped.by) return Promise.resolve(settled);
        stopped.stop();
        resolve(true);
        return held;
      };
    });
    const retry = () => api(stopped.url!, `/events/${taken.body.trace_id}/retry`).catch(() => undefined);
    // Wrapped, since it is answered at the very end only.
    const { late: lateAnswer } = await until(
      async () => {
        const late = retry();
        return { late, begun: await Promise.race([begun, late.then(() => false)]) };
      },
      (tried) => tried.begun,
    );
    await other.start();
    await expect.poll(() => bucket.read(key), { timeout: 4 * LEASE_MS, interval: 250 }).toEqual(left);
    await other.terminate();
    const record = await bucket.read(key);
    const of = (replica: Replica) => target.of('held').filter(({ by }) => by === replica.by);
    expect(of(other)).not.toEqual([]);
    if (late !== 'none') release(late);
    // What it has to read when it wakes is there by then.
    await expect.poll(() => of(stopped).at(-1)?.how).toBe(how);
    stopped.resume();

    expect(await lateAnswer).toMatchObject({ body: { outcome: 'failed' } });
    expect(await bucket.read(key)).toEqual(record);
  });
});
