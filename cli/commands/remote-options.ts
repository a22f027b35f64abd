import { CONNECTION, OUTPUT, REASON, YES } from '../options/shared-options.js';
import type { OptionTable, Positional } from '../options/option.js';

/** Of a command that shows something. */
export const SHOWS: OptionTable = { ...OUTPUT, ...CONNECTION };

/** Of a command that changes something at once. */
export const CHANGES: OptionTable = { ...REASON, ...SHOWS };

/** Of a command that asks before it changes something. */
export const ASKS: OptionTable = { ...REASON, ...YES, ...SHOWS };

export const ONE_TRACE_ID: readonly Positional[] = [{ name: 'TRACE_ID', count: 'one' }];
export const TRACE_IDS: readonly Positional[] = [{ name: 'TRACE_ID', count: 'some' }];
export const ONE_JOB_ID: readonly Positional[] = [{ name: 'JOB_ID', count: 'one' }];
