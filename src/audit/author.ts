import type { Actor } from './audit-entry.js';

/** Who asks for a change, and why. */
export interface Author {
  actor: Actor;
  reason: string | null;
  /** The `X-Request-Id` of the request, where it has one. */
  requestId: string | null;
}
