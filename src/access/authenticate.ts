import type { NextFunction, Request, Response } from 'express';
import type { Clock } from '../runtime/clock.js';
import { providerUnavailable, tooManyRefusals, unauthenticated, withoutRole } from './access-problems.js';
import type { Authenticator } from './authenticator.js';
import { isRefusal, LOOPBACK, type Refusal } from './caller.js';
import type { Refusals } from './refusals.js';
import { setCallerOf } from './request-caller.js';

export interface AuthenticateOptions {
  /** `null`: no access is configured; then every request that passes the gate is from the loopback caller. */
  authenticator: Authenticator | null;
  refusals: Refusals;
  clock: Clock;
  /** Called for each refused credential, for the log and the audit. */
  onRefused: (refusal: Refusal, request: Request) => Promise<void>;
}

/**
 * Finds out who calls before the body is read, so that a stranger's body costs nothing. The guard knows the handler,
 * and decides what the caller may do.
 */
export function authenticate({ authenticator, refusals, clock, onRefused }: AuthenticateOptions) {
  return async (request: Request, _response: Response, next: NextFunction): Promise<void> => {
    if (authenticator === null) {
      setCallerOf(request, LOOPBACK);
      return next();
    }
    const { authorization, cookie } = request.headers;
    const caller = await authenticator.callerOf({ authorization, cookie });
    if (!isRefusal(caller)) {
      setCallerOf(request, caller);
      return next();
    }
    // Neither counts as refused: a token without a role is a valid credential, and an outage is not the caller's fault.
    if (caller.reason === 'unavailable') throw providerUnavailable();
    const address = request.ip ?? '';
    const waitS = caller.reason === 'no_role' ? 0 : refusals.waitS(address, clock.monotonic());
    if (waitS > 0) throw tooManyRefusals(waitS);
    if (caller.reason !== 'no_role') refusals.note(address, clock.monotonic());
    await onRefused(caller, request);
    throw caller.reason === 'no_role' ? withoutRole() : unauthenticated();
  };
}
