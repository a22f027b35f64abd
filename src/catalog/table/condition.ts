import type { Fits } from './column.js';
import type { CodedField } from './summary-block.js';

/**
 * What one field of a row must fulfil. `null` stands for no value. The coded fields are judged once for each text that
 * occurs, the others for each row.
 */
export type Condition =
  | { field: CodedField; fits: Fits<string | null> }
  | { field: 'eventId' | 'interactionId' | 'error'; fits: Fits<string | null> }
  | { field: 'firstFailedAt' | 'retryCount' | 'taskAt'; fits: Fits<number> }
  | { field: 'edited'; fits: Fits<boolean> };

/**
 * Which rows need a visit: those whose number is from `least` to `most`. The visitor may make the range smaller; that holds
 * from the next block on.
 */
export interface VisitRange {
  readonly field: 'firstFailedAt' | 'failedAt' | 'nextRetryAt' | 'retryCount';
  least: number;
  most: number;
}

/** Whether a row is there at all. */
export const THERE: Condition = { field: 'status', fits: (status) => status !== null };
