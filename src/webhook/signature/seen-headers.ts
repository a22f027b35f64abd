import { SIGNATURE_PROFILES, type SignatureProfile } from '../../domain/signature/signature-profile.js';
import { headerOf, type Delivery } from '../../domain/signature/verify-signature.js';

/** The part of a header that a log may show: enough to tell hex from base64, and two signatures apart. */
export interface SeenHeader {
  name: string;
  length: number;
  /** The first four characters; never of `authorization`, which carries the secret itself. */
  start?: string;
}

const START_LENGTH = 4;

/** The headers of a delivery that any known profile reads, active or not. */
export function seenHeaders(delivery: Delivery, active: readonly SignatureProfile[]): SeenHeader[] {
  const names = new Set([...SIGNATURE_PROFILES, ...active].flatMap(headersOf));
  return [...names].flatMap((name) => {
    const value = headerOf(delivery, name);
    if (value === null) return [];
    const start = name === 'authorization' ? {} : { start: value.slice(0, START_LENGTH) };
    return [{ name, length: value.length, ...start }];
  });
}

function headersOf({ header, timestamp, idHeader }: SignatureProfile): string[] {
  return [header, timestamp?.header, idHeader].flatMap((name) => name ?? []);
}
