import { loadConfig } from '../../src/config/config.js';
import { DeadLetterStore, type StoredLetter } from '../../src/dlq/dead-letter.store.js';
import type { DeadLetter } from '../../src/domain/letter/dead-letter.js';
import type { Failure } from '../../src/domain/letter/failure.js';
import { firstFailure } from '../../src/domain/letter/lifecycle.js';
import { keyOfTraceId, traceIdOfKey } from '../../src/domain/letter/trace-id.js';
import { StoreError } from '../../src/store/store-error.js';
import type { Core } from './core.js';
import { startCoreWorld } from './core-world.js';
import { eventOf } from './event-of.js';
import { GateProcessor } from './gate-processor.js';
import { storedIn } from './stored-in.js';
import { MemoryObjectStore } from './memory-object-store.js';
import { BY_SOMEBODY } from './somebody.js';
import { TestClock } from './test-clock.js';

const policy = loadConfig({}).retry;
const BUDGET = { totalMs: 5_000, pauseMs: 100 };
const failure: Failure = { code: 'upstream_error', reason: 'HTTP 503', retryable: true };

/** The event of the dead letter. */
export const event = eventOf('{"event_id":"e"}');

export const idOf = (key: string) => traceIdOfKey(key)!;

class Died extends Error {}

/** What befalls the n-th call to the store. */
export type Fault = 'refused' | 'lost' | 'hang' | 'died before' | 'died after';
export const FAULTS: Fault[] = ['refused', 'lost', 'hang', 'died before', 'died after'];

/** A dead letter in a store that fails at a chosen call, and the replicas that retry it. */
export class RetryWorld {
  readonly clock = new TestClock();
  readonly store = new MemoryObjectStore(this.clock);
  readonly gate = new GateProcessor();
  /** For each acknowledgement, the records that were left then. */
  readonly acknowledged: number[] = [];
  /** Of whoever looks at the store from outside. */
  private readonly letters = new DeadLetterStore(this.store, this.clock, BUDGET, () => `w${this.writes++}`);
  private writes = 0;

  constructor(passes: boolean) {
    this.mend(passes);
  }

  replica(name: string): Promise<Core> {
    const acknowledge = async () => void this.acknowledged.push(this.store.objects.size);
    return startCoreWorld({ name, clock: this.clock, store: this.store, gate: this.gate, acknowledge });
  }

  /** A person's retry by a replica that has just started. @returns how it ended */
  async retry(name: string, key: string): Promise<string> {
    const { retries } = await this.replica(name);
    return this.ended(retries.retryByTraceId(idOf(key), BY_SOMEBODY));
  }

  /** How an attempt ended. A fault ends as `error`. */
  async ended(attempt: Promise<{ kind: string }>): Promise<string> {
    const end = attempt.then(
      ({ kind }) => kind,
      (error: unknown) =>
        error instanceof Died || error instanceof StoreError ? 'error' : Promise.reject(error),
    );
    await this.clock.advance(30_000);
    return end;
  }

  /** Stores the dead letter. @returns its key */
  async deadLetter(): Promise<string> {
    const report = { startedAt: 0, processor: null, by: 'r', received: null };
    const at = { now: this.clock.now(), random: 0, policy };
    const letter = firstFailure(event, failure, report, at);
    await this.letters.create(letter);
    this.store.calls.length = 0;
    return keyOfTraceId(letter.traceId);
  }

  async read(key: string): Promise<DeadLetter> {
    return (await this.stored(key)).letter;
  }

  async change(key: string, change: (letter: DeadLetter) => DeadLetter): Promise<void> {
    const stored = await this.stored(key);
    await this.letters.replace(stored, change(stored.letter));
  }

  private async stored(key: string): Promise<StoredLetter> {
    const stored = await storedIn(this.letters, key);
    if (stored === null) throw new Error('gone');
    return stored;
  }

  /** Something befalls the n-th call from now on, and none before or after. */
  strike(nth: number, fault: Fault): void {
    let calls = 0;
    let alive = true;
    const fail = (kinds: Fault[]) => {
      if (!alive) throw new Died();
      if (calls !== nth || !kinds.includes(fault)) return undefined;
      if (fault === 'hang') return new Promise<void>(() => {});
      if (fault === 'refused') throw new StoreError('refused', { outcomeUnknown: false, retryable: true });
      if (fault === 'lost') throw new StoreError('lost', { outcomeUnknown: true, retryable: true });
      alive = false;
      throw new Died();
    };
    this.store.interference = {
      before: () => {
        calls++;
        return fail(['refused', 'hang', 'died before']);
      },
      after: () => fail(['lost', 'died after']),
    };
  }

  /** From now on no call fails, and the event passes or not. */
  mend(passes: boolean): void {
    this.store.interference = {};
    this.gate.verdict = passes ? 'pass' : 'transient';
  }
}
