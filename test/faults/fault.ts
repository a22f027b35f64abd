/**
 * What can befall a call to the store.
 *
 * - `refused`: it fails before anything is sent, or the store answers that it stored nothing (409). `slow-down`: the
 *   store asks for less. `odd-refusal`: the store refuses it for good (an odd 4xx) and does nothing. `false-conflict`:
 *   it says that a change's condition does not hold, though it does, and does nothing.
 * - `refusing-spell`: from this call on, for a while, it refuses everything in one of these ways.
 * - `lost-request`: the connection breaks, and the request never arrives. `stray-request`: it breaks, and the request
 *   arrives all the same, long after. `late-request`: it arrives after the request's deadline.
 * - `silence`: the request never arrives, and no answer comes.
 * - `lost-answer`: it takes effect, and the connection breaks. `slow-answer`: it takes effect, and the answer comes
 *   within the deadline. `late-answer`: after it.
 * - `outage`: from this call on nothing reaches the store for a while.
 * - `kill-before`, `kill-after`: the process ends before or after it has taken effect. `pause-before`,
 *   `pause-after`: the process stands still there for longer than a lease.
 *
 * - `clock-set`: the wall clock of the process is set by an hour or a day, forward or back, and stays so.
 *
 * Of these a run of the processor knows `silence` (it hangs), `lost-answer` (done, and failed all the same), kills,
 * pauses and a clock that is set.
 */
export const FAULT_KINDS = [
  'refused',
  'slow-down',
  'odd-refusal',
  'false-conflict',
  'refusing-spell',
  'lost-request',
  'stray-request',
  'late-request',
  'silence',
  'lost-answer',
  'slow-answer',
  'late-answer',
  'outage',
  'kill-before',
  'kill-after',
  'pause-before',
  'pause-after',
  'clock-set',
] as const;

export type FaultKind = (typeof FAULT_KINDS)[number];

const OF_A_RUN: readonly FaultKind[] = [
  'silence',
  'lost-answer',
  'kill-before',
  'kill-after',
  'pause-before',
  'pause-after',
  'clock-set',
];

export const CALLS = ['put', 'get', 'head', 'list', 'remove', 'process'] as const;

/** What a replica asks of the world outside: the store, or the target by way of the processor. */
export type CallName = (typeof CALLS)[number];

/** Whether `kind` can befall such a call. */
export function befalls(kind: FaultKind, call: CallName): boolean {
  if (kind === 'false-conflict') return call === 'put' || call === 'remove';
  return call !== 'process' || OF_A_RUN.includes(kind);
}

/** The n-th call of all replicas together, counted from 1, and what befalls it. */
export interface FaultPoint {
  nth: number;
  kind: FaultKind;
}

/** `7:lost-answer`, or several with a `+` between. */
export function pointText(points: readonly FaultPoint[]): string {
  return points.map(({ nth, kind }) => `${nth}:${kind}`).join('+');
}

/** @throws Error naming what is wrong with `text`. */
export function parsePoints(text: string): FaultPoint[] {
  if (text === '') return [];
  return text.split('+').map((part) => {
    const [nth, name] = part.split(':');
    const kind = FAULT_KINDS.find((known) => known === name);
    if (kind === undefined || !/^[1-9]\d*$/.test(nth ?? '')) {
      throw new Error(`a fault point: expected <n>:<kind>, the kind one of ${FAULT_KINDS.join(', ')}`);
    }
    return { nth: Number(nth), kind };
  });
}
