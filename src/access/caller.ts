import type { Role } from '../domain/access/role.js';

/** How a caller has shown who they are. */
export const CALLER_KINDS = ['key', 'oidc', 'session', 'loopback'] as const;

export type CallerKind = (typeof CALLER_KINDS)[number];

/** Somebody who may call the operator API. */
export interface Caller {
  /** For the audit: the key's name, or what the identity provider calls the person. */
  name: string;
  kind: CallerKind;
  role: Role;
  /** When the credential ends, milliseconds since the epoch; `null`: it does not. */
  expiresAt: number | null;
}

/** Why a credential is refused. The answer is the same for each reason; the log and the audit name the reason. */
export interface Refusal {
  kind: 'refused';
  reason: 'missing' | 'unknown' | 'expired' | 'malformed' | 'no_role' | 'unavailable';
  /** The name that a known credential belongs to; `null` where nobody knows. */
  name: string | null;
}

/** @param name of the known key or person whose credential it is */
export function refusal(reason: Refusal['reason'], name: string | null = null): Refusal {
  return { kind: 'refused', reason, name };
}

export function isRefusal(result: Caller | Refusal): result is Refusal {
  return result.kind === 'refused';
}

/** The caller while no access is configured. The gate then admits loopback alone. */
export const LOOPBACK: Caller = { name: 'loopback', kind: 'loopback', role: 'admin', expiresAt: null };
