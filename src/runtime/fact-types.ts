import type { DeadLetter } from '../domain/letter/dead-letter.js';
import type { ErrorCode, Failure } from '../domain/letter/failure.js';
import type { Overwritten, Sight } from '../domain/letter/sight.js';

/** How an event that was delivered again was known. */
export type DuplicateKind = 'in_flight' | 'processed' | 'received' | 'dead_lettered';

/** Who asked for a retry. `person`: of one record; `page`: of a page of records; `job`: of many at once. */
export type RetryTrigger = 'sweep' | 'page' | 'person' | 'job';

export type StoreOperation = 'put' | 'get' | 'head' | 'list' | 'delete';

/**
 * What the service tells of itself, by the name of the fact. ARCHITECTURE.md has the table of who tells and who
 * listens. Durations are in milliseconds.
 */
export interface FactTypes {
  /** What became of one event of a delivery; or, `refused`, of a whole delivery that no event was taken from. */
  event_received: EventReceived;
  /** An event has become a dead letter: its record is written, and it was not on record as failed before. */
  dead_lettered: {
    traceId: string;
    /** Masked, as `error` is, when it is asked for: people are told of it. */
    readonly tenantId: string | null;
    /** Masked, and found in the event's text when it is asked for. */
    readonly eventType: string | null;
    errorCode: string;
    readonly error: string;
    /** The destination's name; `null`: the event failed before one was found. */
    target: string | null;
    status: 'pending' | 'parked';
    fingerprint: string;
  };
  /** A retry has ended, or it turned out that there was nothing to retry. */
  attempt_ended: AttemptEnded;
  /** A request to an HTTP target has ended. */
  delivery_ended: {
    /** The destination's name, `target:<name>`. */
    target: string;
    outcome: 'ok' | 'failed';
    /** What the target answered; `null`: nothing. */
    status: number | null;
    /** `null`: the target took the event, or the attempt was cut off. */
    errorCode: ErrorCode | null;
    durationMs: number;
  };
  sweep_ended: SweepEnded;
  /** A job has come to its end here. `stopReason`: why it stopped itself; `null`: it did not. */
  job_ended: {
    jobId: string;
    action: string;
    state: 'completed' | 'cancelled' | 'stopped';
    stopReason: string | null;
    /** Members. */
    total: number;
    /** Who planned it. */
    by: string;
  };
  /** A request to the store has ended. Calls that wait for a place, or find none, are none yet. */
  store_called: {
    operation: StoreOperation;
    /** The key up to its first slash: `dlq`, `audit`, `notices`. */
    area: string;
    /** `conflict`: the condition did not hold. `missing`: there was no object. */
    outcome: 'ok' | 'conflict' | 'missing' | 'failed';
    /** What was thrown; `undefined`: nothing. */
    error?: unknown;
    durationMs: number;
  };
  /** An entry of the audit was written, or could not be. */
  audit_written: { outcome: 'ok' | 'failed' };
  /** CXone was asked for a token. */
  token_requested: { outcome: 'ok' | 'failed'; errorCode: ErrorCode | null; durationMs: number };
  /** This process wrote or removed a record, and the store has confirmed it. */
  record_changed:
    | {
        change: 'written';
        key: string;
        etag: string;
        letter: DeadLetter;
        /** What was written over; `null`: there was no record. */
        before: Overwritten | null;
        /** Whether the store keeps earlier versions; `undefined`: its answer did not tell. */
        versioned: boolean | undefined;
      }
    | { change: 'removed'; key: string };
  /** A record was read, and this process has not changed it meanwhile. `unreadable`: the store does not hand it out. */
  record_read:
    | { outcome: 'found'; key: string; sight: Sight }
    | { outcome: 'missing'; key: string }
    | { outcome: 'unreadable'; key: string; reason: string };
  /** A target's circuit breaker opened because of `failure`, or closed after an attempt that passed. */
  breaker_changed: { target: string; state: 'open'; failure: Failure } | { target: string; state: 'closed' };
  /**
   * Another set of schemas is in use. `before` is `null` at the start. `auditId`: of the entry of the person who asked
   * for it; `null`: nobody did.
   */
  schemas_changed: {
    digest: string;
    before: string | null;
    versions: readonly string[];
    auditId: string | null;
  };
  /**
   * The routes were read, and are in use. `before`: the digest of those that were in use before, which may be the same;
   * `null` at the start. `retired` are the targets that are gone, or are others under their names. `auditId` as above.
   */
  routes_changed: {
    digest: string;
    before: string | null;
    retired: readonly string[];
    /** The destinations' names of all targets, in the order of the file. */
    targets: readonly string[];
    routes: number;
    auditId: string | null;
  };
  /**
   * After a change of schemas or routes, some parked dead letters of a cause were tried: how many, and how many would pass
   * now. `change` is the same on every replica, and differs for each change.
   */
  cause_tried: {
    fingerprint: string;
    sampled: number;
    wouldPass: number;
    /** Milliseconds since the epoch. */
    at: number;
    change: string;
    what: 'schemas' | 'routes';
  };
  /**
   * A credential was refused on the way to the operator API, from this address. `name`: the key or the person that it
   * belongs to; `null`: nobody knows.
   */
  credential_refused: {
    reason: 'missing' | 'unknown' | 'expired' | 'malformed' | 'no_role';
    name: string | null;
    address: string;
  };
  /** A delivery was signed as `profile` says, by the secret at this place of its list, counted from 1. */
  signature_verified: { profile: string; secret: number };
  /** A delivery was refused; `reason` is the code of the answer. */
  signature_refused: { reason: string };
}

export type FactName = keyof FactTypes;

/**
 * The duration counts from the arrival of the delivery's body to the outcome of the event; of a refused delivery from
 * its headers to the answer. `not_stored`: the sender must deliver the event again.
 */
export type EventReceived = { durationMs: number } & (
  | { outcome: 'processed' | 'not_stored'; traceId: null }
  | { outcome: 'received' | 'dead_lettered'; traceId: string }
  | { outcome: 'duplicate'; kind: DuplicateKind; traceId: string | null }
  /** `code`: of the answer. */
  | { outcome: 'refused'; code: string }
);

export interface AttemptEnded {
  trigger: RetryTrigger;
  /**
   * `held`: its target is down, or had no free place. `none`: there was nothing to retry, it has to wait for another
   * event, or the store failed before the attempt began.
   */
  outcome: 'processed' | 'failed' | 'held' | 'none';
  /** `null`: no such record. */
  traceId: string | null;
  /** The destination's name; `null`: it is not known. */
  target: string | null;
  /** Why the event failed; `null`: it did not fail, or nothing was tried. */
  errorCode: ErrorCode | null;
  /** From the claim of the record to the end of the run; `null`: nothing was tried. */
  durationMs: number | null;
}

/** What one sweep did. */
export interface SweepEnded {
  /** Retries and purges that had their turn. */
  due: number;
  /** Retries that ended here; with a queue between the replicas there are none. */
  processed: number;
  failed: number;
  /** Retries that were handed to the queue between the replicas. */
  dispatched: number;
  /** Left for a later sweep, because their target is down, or the queue. */
  held: number;
  /** Left for later, because an older event of the same contact is not done (ORDER_BY). */
  blocked: number;
  purged: number;
  /** Records that were a second one of the same event. */
  merged: number;
  durationMs: number;
}
