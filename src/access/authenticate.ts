import type { NextFunction, Request, Response } from 'express';
import type { Clock } from '../runtime/clock.js';
import { providerUnavailable, tooManyRefusals, unauthenticated, withoutRole } from './access-problems.js';
import type { Authenticator } from './authenticator.js';
import { isRefusal, LOOPBACK, type Refusal } from './caller.js';
import type { Refusals } from './refusals.js';
import { setCallerOf } from './request-caller.js';

export interface AuthenticateOptions {
  /** `null`: no access is configured; whoever the gate lets in is the loopback caller. */
  authenticator: Authenticator | null;
  refusals: Refusals;
  clock: Clock;
  /** Told of each refused credential: for the log and the audit. */
  onRefused: (refusal: Refusal, request: Request) => Promise<void>;
}

/**
 * Finds out who calls, before the body is read: a stranger's body costs nothing. What the caller may do is for the guard
 * to say, which knows the handler.
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
    // A token without a role is a good credential, and a provider that is away is nobody's fault.
    if (caller.reason === 'unavailable') throw providerUnavailable();
    const address = request.ip ?? '';
    const waitS = caller.reason === 'no_role' ? 0 : refusals.waitS(address, clock.monotonic());
    if (waitS > 0) throw tooManyRefusals(waitS);
    if (caller.reason !== 'no_role') refusals.note(address, clock.monotonic());
    await onRefused(caller, request);
    throw caller.reason === 'no_role' ? withoutRole() : unauthenticated();
  };
}
