import { causeOf } from '../domain/letter/fingerprint.js';
import { nextTask, type Retention, type Task } from '../domain/letter/agenda.js';
import type { CxoneEvent } from '../domain/event/event.js';
import { interactionIdOf } from '../domain/event/interaction-id.js';
import type { Sight } from '../domain/letter/sight.js';
import { isUnresolved, type Status } from '../domain/letter/dead-letter.js';
import type { Masking } from '../domain/masking/masking.js';
import { orderKeyOf, type OrderPolicy } from '../domain/retry/retry-order.js';
import { mayHaveHappened } from '../domain/letter/may-have-happened.js';
import { remembered } from '../domain/text/remembered.js';
import { keyOfTraceId, isLegacyTraceId, timeOfTraceId, traceIdOfKey } from '../domain/letter/trace-id.js';
import { wasEdited } from '../domain/letter/was-edited.js';
import type { ListedStatus } from './listed-status.js';
import { shownId } from './shown-id.js';

/** Characters of an error that a summary keeps. */
export const MAX_SHOWN_ERROR_LENGTH = 512;

/**
 * What the catalog remembers of an object under `dlq/`. Times in milliseconds since the epoch. What cannot be known
 * of a corrupt or foreign object is empty.
 */
export interface Summary {
  /** The trace id, from which the key follows; of an object of another program, its key. */
  readonly name: string;
  readonly etag: string;
  readonly status: ListedStatus;
  readonly tenantId: string | null;
  readonly eventId: string | null;
  /** Of the interaction that the event is about; `null`: the event names none. */
  readonly interactionId: string | null;
  readonly errorCode: string | null;
  /** Cut off; of a corrupt or foreign object the reason. */
  readonly error: string;
  readonly fingerprint: string;
  /** Since when it has failed for its cause. */
  readonly causeSince: number;
  readonly schemaVersion: string | null;
  readonly retryCount: number;
  readonly firstFailedAt: number;
  readonly failedAt: number;
  /** `null`: no retry by schedule. */
  readonly nextRetryAt: number | null;
  readonly byHand: boolean;
  /** Somebody has changed what the record says. */
  readonly edited: boolean;
  /** An attempt at it has ended without anybody knowing how: its target may have done what it asks for. */
  readonly mayHaveHappened: boolean;
  /** What the schedule has to do with it, and from when on. */
  readonly task: Task['kind'];
  /** By our wall clock; moved when that is set. */
  readonly taskAt: number;
  /** The destination of the latest attempt that failed; `null`: none was found. */
  readonly target: string | null;
  /** What its event is kept in order by; `null`: it waits for no other. */
  readonly orderKey: string | null;
  /** Of the change of the catalog that brought it, so that what was read before does not replace it. */
  readonly sequence: number;
}

/** What a summary depends on besides the object. */
export interface SummaryPolicy {
  retention: Retention;
  /** `null`: events are retried in any order. */
  order: OrderPolicy | null;
  /** What nobody is shown: a summary does not even hold it. */
  masking: Masking;
}

/** @param now our own clock at the sight, milliseconds since the epoch */
export function summarise(sight: Sight, policy: SummaryPolicy, now: number, sequence: number): Summary {
  const { key, etag, times, content } = sight;
  const name = nameOf(key);
  if (content.kind !== 'record') {
    const traceId = traceIdOfKey(key);
    const at = traceId === null ? times.lastModified : timeOfTraceId(traceId);
    return { ...NOTHING, name, etag, status: content.kind, error: content.reason, ...when(at), sequence };
  }
  const { letter, byHand } = content;
  const shown = policy.masking.of(letter);
  const { eventId, tenantId, schemaVersion } = shown.event;
  const cause = causeOf(letter);
  return {
    name,
    etag,
    status: letter.status,
    tenantId: shownId(tenantId),
    eventId: shownId(eventId),
    interactionId: interactionOf(shown.event),
    errorCode: letter.errorCode || null,
    error: shown.text(letter.error).slice(0, MAX_SHOWN_ERROR_LENGTH),
    fingerprint: cause.fingerprint,
    causeSince: cause.since,
    schemaVersion: shownId(schemaVersion),
    retryCount: letter.retryCount,
    firstFailedAt: letter.firstFailedAt,
    failedAt: letter.failedAt,
    nextRetryAt: letter.nextRetryAt,
    byHand,
    edited: byHand || wasEdited(letter),
    mayHaveHappened: mayHaveHappened(letter),
    ...taskFields(nextTask(letter, times, policy.retention, now)),
    target: cause.target,
    orderKey: policy.order === null ? null : orderKeyOf(letter.event, policy.order),
    sequence,
  };
}

/** A task as a summary has it. */
export function taskFields(task: Task): Pick<Summary, 'task' | 'taskAt'> {
  return { task: task.kind, taskAt: task.kind === 'none' ? 0 : task.at };
}

/**
 * What is left of the summary of an object that the store does not hand out: what was known of the record, if
 * anything, and the reason. It counts as no change of the catalog, so that every reading that succeeds replaces it.
 */
export function withheld(key: string, reason: string, known: Summary | undefined): Summary {
  const name = nameOf(key);
  const traceId = traceIdOfKey(key);
  const times = when(traceId === null ? 0 : timeOfTraceId(traceId));
  const before = known ?? { ...NOTHING, name, etag: '', ...times, sequence: 0 };
  const idle = { nextRetryAt: null, task: 'none', taskAt: 0 } as const;
  return { ...before, ...idle, status: 'unreadable', error: reason.slice(0, MAX_SHOWN_ERROR_LENGTH) };
}

/** Whether it is a record that was read. */
export function isRecord<T extends ListedStatus>(summary: {
  status: T;
}): summary is { status: Extract<T, Status> } {
  const { status } = summary;
  return status !== 'corrupt' && status !== 'foreign' && status !== 'unreadable';
}

/** Whether it is a dead letter that waits for a retry or a person. */
export function isOpen(summary: Pick<Summary, 'status'>): boolean {
  return isRecord(summary) && isUnresolved(summary.status);
}

/**
 * Whether it is a record that tells what was done about an event: open, given up by a person, or kept after it passed.
 */
export function isKept(summary: Pick<Summary, 'status'>): boolean {
  return isOpen(summary) || summary.status === 'discarded' || summary.status === 'resolved';
}

/** The key of the object that a summary is about. */
export function objectKeyOf({ name }: Pick<Summary, 'name'>): string {
  return name.startsWith('DLQ-') ? keyOfTraceId(name) : name;
}

/** `null` for what is no dead letter. */
export function traceIdOf({ name }: Pick<Summary, 'name'>): string | null {
  return name.startsWith('DLQ-') ? name : traceIdOfKey(name);
}

/**
 * The time that a name begins with, milliseconds since the epoch; Infinity: it is the name of another program's object.
 * Names sort by it: those with a time come first.
 */
export function namedAtOf(name: string): number {
  return name.startsWith('DLQ-') ? timeOfTraceId(name) : Infinity;
}

/**
 * Keys repeat their trace id, and a million of them are worth 100 MB. Each step in the life of a dead letter asks for the
 * name again.
 */
export const nameOf = remembered((key) => {
  const traceId = traceIdOfKey(key);
  return traceId === null || isLegacyTraceId(traceId) ? key : flat(traceId);
});

const NOTHING = {
  tenantId: null,
  eventId: null,
  interactionId: null,
  errorCode: null,
  fingerprint: '',
  schemaVersion: null,
  retryCount: 0,
  nextRetryAt: null,
  byHand: false,
  edited: false,
  mayHaveHappened: false,
  task: 'none',
  taskAt: 0,
  target: null,
  orderKey: null,
} as const;

function interactionOf(event: CxoneEvent): string | null {
  const id = interactionIdOf(event);
  // Many senders use one id for both, and a million copies are worth 50 MB.
  if (id === event.eventId) return shownId(event.eventId);
  const shown = shownId(id);
  // The digits of a number are a piece of the event's text.
  return shown !== null && /^[-+.eE\d]+$/.test(shown) ? flat(shown) : shown;
}

function when(at: number) {
  return { firstFailedAt: at, failedAt: at, causeSince: at };
}

/** A piece of a text would keep the whole text in memory. */
function flat(text: string): string {
  return Buffer.from(text, 'latin1').toString('latin1');
}
