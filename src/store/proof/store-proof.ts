import type { Clock } from '../../runtime/clock.js';
import { withDeadline } from '../../runtime/deadline.js';
import { describeError, type Log } from '../../runtime/logger.js';
import type { NewId } from '../../runtime/runtime.module.js';
import type { ObjectStore } from '../object-store.port.js';
import { probeDeletes, probeStore, type ProbeResult } from './store-probe.js';

/** The pause after a probe without an answer, milliseconds. */
export const PROBE_PAUSE_MS = 5_000;

/** The longest time of a probe, milliseconds. */
const PROBE_TIMEOUT_MS = 60_000;

/**
 * How long the start of the service waits for the first probe, milliseconds. Then the probe goes on in the background.
 */
const START_WAIT_MS = 20_000;

/** The shortest time between two log lines with the same reason, milliseconds. */
export const RETELL_MS = 60_000;

/**
 * `pending`: not proven yet, for `reason`. `proven`: may be written to; `serial`: only through this process.
 * `refused`: conditional writes do not hold, and several processes may be writing.
 */
export type ProofState =
  | { kind: 'pending'; reason: string }
  | { kind: 'proven'; traits: FoundTraits; serial: boolean }
  | { kind: 'refused'; traits: FoundTraits; why: string };

/** What the probe has found so far. `atomicDelete` is `undefined` until the duels have ended. */
export type FoundTraits = Pick<ProbeResult, 'atomicPut' | 'atomicDelete'>;

/** Thrown at start where a store cannot keep two replicas apart. */
export class StoreRefused extends Error {
  override readonly name = 'StoreRefused';

  /** @param why what was seen of its conditional writes */
  constructor(why: string) {
    super(
      `the store does not honour conditional writes (${why}): two replicas could process one event at once. ` +
        'Use a store that does, or set STORE_SINGLE_WRITER=true where exactly one process writes',
    );
  }
}

/** The operator's settings for the store. */
export interface StorePromises {
  /** No other process writes. */
  singleWriter: boolean;
  /** Whether a conditional DELETE checks and deletes in one step; `undefined`: it is found out. */
  atomicDelete: boolean | undefined;
}

/**
 * Knows whether the store honours conditions. It probes at the start, and again until the store answers. Deletes are
 * probed last, when the service is open: until that is known they count as not atomic, which is always safe.
 */
export class StoreProof {
  state: ProofState = { kind: 'pending', reason: 'the probe has not ended yet' };
  private isOpen = false;
  private readonly stopping = new AbortController();
  private cancel = (): void => {};
  private told: { reason: string; at: number } | undefined;

  constructor(
    private readonly store: ObjectStore,
    private readonly promises: StorePromises,
    private readonly clock: Clock,
    private readonly newId: NewId,
    private readonly log: Log,
  ) {}

  /**
   * Probes PUTs once, and waits START_WAIT_MS for it at most. A store that does not answer is asked again every
   * PROBE_PAUSE_MS; meanwhile the service can run.
   *
   * @throws StoreRefused where the store has answered and is not good enough.
   */
  async start(): Promise<void> {
    let cancel = (): void => {};
    const waited = new Promise<void>((resolve) => {
      cancel = this.clock.after(START_WAIT_MS, resolve);
    });
    await Promise.race([this.prove(), waited]);
    cancel();
    if (this.state.kind === 'refused') throw new StoreRefused(this.state.why);
  }

  /** The service is open: deletes are probed, in the background, where only that can tell whether they are atomic. */
  opened(): void {
    this.isOpen = true;
    if (this.state.kind === 'proven' && this.state.traits.atomicDelete === undefined)
      void this.proveDeletes();
  }

  /** Why no conditional change may be made yet; `null`: it may. */
  get hindrance(): string | null {
    if (this.state.kind === 'proven') return null;
    return this.state.kind === 'pending'
      ? `not proven yet (${this.state.reason})`
      : 'refused: see store_refused';
  }

  /** Whether a conditional DELETE may be relied on. */
  get deletesAtomically(): boolean {
    return this.state.kind === 'proven' && this.state.traits.atomicDelete === true;
  }

  stop(): void {
    this.stopping.abort(new Error('the service stops'));
    this.cancel();
    this.cancel = () => {};
  }

  private prove(): Promise<void> {
    return this.untilAnswered('events are kept, nothing is retried or deleted', async () => {
      this.conclude(await this.probe());
    });
  }

  /** The store's word on PUTs stands, whatever becomes of this. */
  private proveDeletes(): Promise<void> {
    return this.untilAnswered('records are marked as deleted before they are deleted', async () => {
      const atomicDelete = await this.withinTime((signal) =>
        probeDeletes(this.store, this.clock, { run: this.newId(), signal }),
      );
      this.conclude({ atomicPut: true, atomicDelete });
    });
  }

  /** @param effect of not knowing it, for the log */
  private async untilAnswered(effect: string, work: () => Promise<void>): Promise<void> {
    try {
      await work();
    } catch (error) {
      if (this.stopping.signal.aborted) return;
      const reason = describeError(error).error;
      if (this.state.kind === 'pending') this.state = { kind: 'pending', reason };
      this.tell(reason, effect);
      this.cancel = this.clock.after(PROBE_PAUSE_MS, () => void this.untilAnswered(effect, work));
    }
  }

  private async probe(): Promise<ProbeResult> {
    if (this.store.honours !== undefined) return this.store.honours;
    const { atomicDelete } = this.promises;
    return this.withinTime((signal) =>
      probeStore(this.store, this.clock, { run: this.newId(), signal, atomicDelete }),
    );
  }

  private withinTime<T>(probe: (signal: AbortSignal) => Promise<T>): Promise<T> {
    return withDeadline(this.clock, PROBE_TIMEOUT_MS, probe, this.stopping.signal);
  }

  /** The same reason is logged again only after a pause. */
  private tell(reason: string, effect: string): void {
    const now = this.clock.monotonic();
    if (this.told?.reason === reason && Math.abs(now - this.told.at) < RETELL_MS) return;
    this.told = { reason, at: now };
    this.log.error('store_not_proven', { reason, effect });
  }

  private conclude({ atomicPut, atomicDelete, why = 'several of ten won a race' }: ProbeResult): void {
    const traits = { atomicPut, atomicDelete };
    if (!atomicPut && !this.promises.singleWriter) {
      this.state = { kind: 'refused', traits, why };
      const reason = new StoreRefused(why).message;
      this.log.error('store_refused', { atomic_put: false, atomic_delete: false, reason });
      return;
    }
    const serial = !atomicPut;
    this.state = { kind: 'proven', traits, serial };
    if (atomicDelete !== undefined) {
      this.log.info('store_proven', {
        atomic_put: atomicPut,
        atomic_delete: atomicDelete,
        single_writer: serial,
      });
    } else if (this.isOpen) void this.proveDeletes();
  }
}
