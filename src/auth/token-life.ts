import { claimsOf } from './token-claims.js';

/** The life of a token whose answer does not tell it, milliseconds. RFC 6749 only recommends `expires_in`. */
export const DEFAULT_TOKEN_LIFE_MS = 300_000;

/** The longest use of a token, whatever life its answer tells, milliseconds. */
export const MAX_TOKEN_LIFE_MS = 86_400_000;

/**
 * How long a token may be used: its `expires_in`, else the `exp` of a JWT, else five minutes. A life that is no number
 * above zero is ignored.
 *
 * @param expiresIn as the answer has it, seconds
 * @param now milliseconds since the epoch
 * @returns milliseconds
 */
export function tokenLifeMs(expiresIn: unknown, token: string, now: number): number {
  const told = secondsOf(expiresIn) ?? lifeOfJwt(token, now / 1_000);
  return told === null ? DEFAULT_TOKEN_LIFE_MS : Math.min(told * 1_000, MAX_TOKEN_LIFE_MS);
}

/** From `iat` to `exp`, both by the issuer's clock; where there is no `iat`, from our time. */
function lifeOfJwt(token: string, nowS: number): number | null {
  const { exp, iat } = claimsOf(token);
  const end = secondsOf(exp);
  return end === null ? null : secondsOf(end - (secondsOf(iat) ?? nowS));
}

/** A number, or text that is one; `null` where it is not above zero. */
function secondsOf(value: unknown): number | null {
  const text = typeof value === 'string' ? value.trim() : value;
  const seconds = typeof text === 'string' && text !== '' ? Number(text) : text;
  return typeof seconds === 'number' && seconds > 0 ? seconds : null;
}
