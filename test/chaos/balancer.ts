import { between } from './chance.js';
import { pause } from './pause.js';
import type { Replica } from './replica.js';

/** How long a replica that did not answer gets no more, where there is another one. */
const SHUN_MS = 10_000;
const LOOK_EVERY_MS = 100;

/** Chooses who gets the next request, as a load balancer does: replicas that run, and of them those that answer. */
export class Balancer {
  readonly #shunnedUntil = new Map<Replica, number>();

  constructor(private readonly replicas: readonly Replica[]) {}

  /** The replica has not answered. */
  shun(replica: Replica): void {
    this.#shunnedUntil.set(replica, performance.now() + SHUN_MS);
  }

  /**
   * A replica that runs, and another one than `last` where there is one. Waits while none runs.
   *
   * @throws the signal's reason.
   */
  async next(last: Replica | undefined, random: number, signal: AbortSignal): Promise<Replica> {
    for (;;) {
      signal.throwIfAborted();
      const running = this.replicas.filter(({ url }) => url !== undefined);
      const others = running.filter((replica) => replica !== last);
      const sound = others.filter((replica) => (this.#shunnedUntil.get(replica) ?? 0) < performance.now());
      const candidates = [sound, others, running].find(({ length }) => length > 0);
      if (candidates !== undefined) return candidates[between(0, candidates.length, random)]!;
      await pause(LOOK_EVERY_MS, signal);
    }
  }
}
