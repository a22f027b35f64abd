import { LosslessNumber, parse, stringify } from 'lossless-json';

/**
 * Reads JSON so that every digit stays as it arrived: a number that JavaScript would write differently (`1.10`, a long id)
 * is a `LosslessNumber`. Give it to a call as `read`. Import it only in views that show events, since it is loaded with them.
 */
export function parseExactly(text: string): unknown {
  return parse(text, null, (digits) => {
    const number = Number(digits);
    return String(number) === digits ? number : new LosslessNumber(digits);
  });
}

/** Writes what `parseExactly` has read, digits as they were. */
export function stringifyExactly(value: unknown, indent?: number): string {
  return stringify(value, null, indent) ?? '';
}
