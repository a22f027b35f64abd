import type { Clock } from '../../runtime/clock.js';
import { withDeadline } from '../../runtime/deadline.js';
import { describeError, type Log } from '../../runtime/logger.js';
import type { NewId } from '../../runtime/runtime.module.js';
import type { ObjectStore, StoreTraits } from '../object-store.port.js';
import { probeStore } from './store-probe.js';

/** Between a probe that got no answer and the next. */
export const PROBE_PAUSE_MS = 5_000;

/** A probe that has not ended by then is given up. */
const PROBE_TIMEOUT_MS = 20_000;

/**
 * `pending`: not proven yet, for `reason`. `proven`: may be written to; `serial`: only through this process.
 * `refused`: conditional writes do not hold, and several processes may be writing.
 */
export type ProofState =
  | { kind: 'pending'; reason: string }
  | { kind: 'proven'; traits: StoreTraits; serial: boolean }
  | { kind: 'refused'; traits: StoreTraits };

/** Thrown at start where a store cannot keep two replicas apart. */
export class StoreRefused extends Error {
  override readonly name = 'StoreRefused';

  constructor() {
    super(
      'the store does not honour conditional writes (several of ten won a race): two replicas could process one ' +
        'event at once. Use a store that does, or set STORE_SINGLE_WRITER=true where exactly one process writes',
    );
  }
}

/** What is known of the store's conditions: found out at start, and again until it answers. */
export class StoreProof {
  state: ProofState = { kind: 'pending', reason: 'the probe has not run yet' };
  private cancel = (): void => {};

  constructor(
    private readonly store: ObjectStore,
    private readonly singleWriter: boolean,
    private readonly clock: Clock,
    private readonly newId: NewId,
    private readonly log: Log,
  ) {}

  /**
   * Probes once. A store that does not answer is asked again every PROBE_PAUSE_MS; meanwhile the service can run.
   *
   * @throws StoreRefused where the store has answered and is not good enough.
   */
  async start(): Promise<void> {
    await this.prove();
    if (this.state.kind === 'refused') throw new StoreRefused();
  }

  /** Whether a conditional DELETE may be relied on. */
  get deletesAtomically(): boolean {
    return this.state.kind === 'proven' && this.state.traits.atomicDelete;
  }

  stop(): void {
    this.cancel();
    this.cancel = () => {};
  }

  private async prove(): Promise<void> {
    try {
      this.conclude(this.store.honours ?? (await this.probe()));
    } catch (error) {
      const { message } = describeError(error);
      if (this.state.kind !== 'pending' || this.state.reason !== message) {
        this.log.error('store_not_proven', { reason: message });
      }
      this.state = { kind: 'pending', reason: message };
      this.cancel = this.clock.after(PROBE_PAUSE_MS, () => void this.prove());
    }
  }

  private probe(): Promise<StoreTraits> {
    return withDeadline(this.clock, PROBE_TIMEOUT_MS, () => probeStore(this.store, this.clock, this.newId()));
  }

  private conclude(traits: StoreTraits): void {
    const told = { atomic_put: traits.atomicPut, atomic_delete: traits.atomicDelete };
    if (!traits.atomicPut && !this.singleWriter) {
      this.state = { kind: 'refused', traits };
      this.log.error('store_refused', { ...told, reason: new StoreRefused().message });
      return;
    }
    const serial = !traits.atomicPut;
    this.state = { kind: 'proven', traits, serial };
    this.log.info('store_proven', { ...told, single_writer: serial });
  }
}
