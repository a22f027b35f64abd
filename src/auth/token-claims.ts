import { jsonMembers } from './token-refusal.js';

/** Members of an answer, or claims of a JWT, that say whose token it is. NICE's names vary with the cluster. */
const SHOWN: ReadonlyArray<readonly [label: string, names: readonly string[]]> = [
  ['scopes', ['scope', 'scopes', 'scp']],
  ['area', ['area']],
  ['tenant', ['tenantId', 'tenant_id', 'tenant']],
  ['business unit', ['bus_no', 'icBUId', 'businessUnitId']],
  ['API', ['resource_server_base_uri', 'api_endpoint']],
];

/** With a larger difference, signatures, tokens and certificates begin to fail. */
const CLOCK_TOLERANCE_S = 120;

/** The claims of a JWT (RFC 7519), not verified, for display alone. Empty where the token is no JWT. */
export function claimsOf(token: string): Record<string, unknown> {
  const [, payload, signature] = token.split('.');
  if (payload === undefined || signature === undefined) return {};
  return jsonMembers(Buffer.from(payload, 'base64url').toString('utf8')) ?? {};
}

/** Lines that say whose token it is, as far as the answer and the claims name it. */
export function describeToken(sources: ReadonlyArray<Readonly<Record<string, unknown>>>): string[] {
  return SHOWN.flatMap(([label, names]) => {
    for (const source of sources) {
      for (const name of names) {
        const text = plain(source[name]);
        if (text !== null) return [`${label}: ${text}`];
      }
    }
    return [];
  });
}

/** A warning where `iat`, the time of issue in seconds, shows that our clock is wrong; `null`: none. */
export function clockWarning(claims: Readonly<Record<string, unknown>>, now: number): string | null {
  const { iat } = claims;
  if (typeof iat !== 'number') return null;
  const aheadS = Math.round(now / 1_000 - iat);
  if (Math.abs(aheadS) <= CLOCK_TOLERANCE_S) return null;
  const way = aheadS > 0 ? 'ahead of' : 'behind';
  return `the clock of this machine is ${Math.abs(aheadS)} s ${way} CXone's: set it right (NTP)`;
}

/** Short visible text; a list of such joined. */
function plain(value: unknown): string | null {
  const text = Array.isArray(value) ? value.join(' ') : value;
  const shown = typeof text === 'number' ? String(text) : text;
  return typeof shown === 'string' && /^[\x20-\x7e]{1,500}$/.test(shown) ? shown : null;
}
