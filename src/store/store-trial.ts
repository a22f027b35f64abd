import type { Clock } from '../runtime/clock.js';
import { withDeadline } from '../runtime/deadline.js';
import type { NewId } from '../runtime/runtime.module.js';
import type { ObjectStore } from './object-store.port.js';
import { PROBE_PREFIX } from './proof/store-probe.js';

/** The shortest time between two trials, milliseconds. */
const TRIAL_EVERY_MS = 5_000;

/** The longest time of a trial, milliseconds. */
const TRIAL_TIMEOUT_MS = 5_000;

/** As large as a usual record: a full disk may still have room for a few bytes. */
const TRIAL_BYTES = 16_384;

/**
 * Writes and deletes an object of its own where the latest write or deletion failed. A store that works again would
 * otherwise count as failing until the next event fails. `StoreUse` hears how the calls ended.
 */
export class StoreTrial {
  /** The object of a trial whose deletion failed. Nothing more is written until it is gone. */
  private left: { key: string; etag: string } | null = null;
  private latestAt = -Infinity;
  private running = false;

  constructor(
    private readonly objects: ObjectStore,
    private readonly clock: Clock,
    private readonly newId: NewId,
  ) {}

  /** Begins a trial, unless one runs or was made a moment ago. Nobody waits for it. */
  begin(): void {
    const now = this.clock.monotonic();
    if (this.running || now - this.latestAt < TRIAL_EVERY_MS) return;
    [this.running, this.latestAt] = [true, now];
    void withDeadline(this.clock, TRIAL_TIMEOUT_MS, (signal) => this.run(signal))
      .catch(() => {})
      .finally(() => (this.running = false));
  }

  private async run(signal: AbortSignal): Promise<void> {
    this.left ??= await this.write(signal);
    if (this.left === null) return;
    await this.objects.remove(this.left.key, { ifMatch: this.left.etag, signal });
    this.left = null;
  }

  private async write(signal: AbortSignal): Promise<{ key: string; etag: string } | null> {
    const key = `${PROBE_PREFIX}trial-${this.newId()}`;
    const options = {
      condition: 'absent',
      contentType: 'application/octet-stream',
      metadata: {},
      signal,
    } as const;
    const put = await this.objects.put(key, new Uint8Array(TRIAL_BYTES), options);
    return put.outcome === 'stored' ? { key, etag: put.etag } : null;
  }
}
