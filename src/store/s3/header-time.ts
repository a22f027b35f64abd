import { remembered } from '../../domain/text/remembered.js';

/** All answers of a second tell the same time, and objects that were written together were changed at the same one. */
const parsed = remembered(Date.parse, 64);

/** The time in a header such as `Date`, milliseconds since the epoch; `undefined`: there is none. */
export function timeOfHeader(text: string | undefined): number | undefined {
  const time = text === undefined ? Number.NaN : parsed(text);
  return Number.isNaN(time) ? undefined : time;
}
