import type { Request } from 'express';
import { addressGroup } from '../http/address-group.js';
import type { Clock } from '../runtime/clock.js';
import type { Facts } from '../runtime/facts.js';
import type { Log } from '../runtime/logger.js';
import { providerUnavailable, tooManyRefusals, unauthenticated, withoutRole } from './access-problems.js';
import type { Authenticator } from './authenticator.js';
import { isRefusal, LOOPBACK, type Caller, type Refusal } from './caller.js';
import type { Refusals } from './refusals.js';

/** What is looked at of a request: its headers, and the address that it came from. */
interface Sender {
  headers: Pick<Request['headers'], 'authorization' | 'cookie'>;
  ip?: string | undefined;
}

/** Says who a request is from, or refuses it. */
export class Admission {
  constructor(
    /** `null`: no access is configured, and whoever the gate lets through is the loopback caller. */
    private readonly authenticator: Authenticator | null,
    private readonly refusals: Refusals,
    private readonly facts: Facts,
    private readonly clock: Clock,
    private readonly log: Log,
  ) {}

  /**
   * Whose request it is. It reads the head of the request alone.
   *
   * @throws Problem 401 for a credential that is missing or not accepted, 403 for a good token without a role, 429 where
   * too many were refused to the address, 503 where the identity provider gave no keys to check a token with
   */
  async callerOf(request: Sender): Promise<Caller> {
    if (this.authenticator === null) return LOOPBACK;
    const { authorization, cookie } = request.headers;
    const caller = await this.authenticator.callerOf({ authorization, cookie });
    if (isRefusal(caller)) throw this.refused(caller, request);
    return caller;
  }

  /** As `callerOf`, for pages that everybody may see: `null` for whoever is not known, and nothing is counted. */
  async knownCallerOf({ headers: { authorization, cookie } }: Sender): Promise<Caller | null> {
    const caller = await this.authenticator?.callerOf({ authorization, cookie });
    return caller === undefined || isRefusal(caller) ? null : caller;
  }

  /** Whether calls of this sender are let in: they are known, or nobody needs to say who they are. Nothing is counted. */
  async letsIn(request: Sender): Promise<boolean> {
    return this.authenticator === null || (await this.knownCallerOf(request)) !== null;
  }

  /** What the sender of a refused credential is told. It is counted by address, so that nobody tries keys by the thousand. */
  refused({ reason, name }: Refusal, request: Sender): Error {
    // A provider that is away is nobody's fault.
    if (reason === 'unavailable') return providerUnavailable();
    const address = request.ip ?? '';
    // A token without a role is a good credential.
    if (reason !== 'no_role') {
      const now = this.clock.monotonic();
      const waitS = this.refusals.waitS(addressGroup(address), now);
      if (waitS > 0) return tooManyRefusals(waitS);
      this.refusals.note(addressGroup(address), now);
    }
    this.facts.tell('credential_refused', { reason, name, address });
    // A browser that has not signed in yet sends none, which is nothing to look into.
    if (reason === 'missing') this.log.debug('credential_refused', { reason, remote_address: address });
    else this.log.warn('credential_refused', { reason, name, remote_address: address });
    return reason === 'no_role' ? withoutRole() : unauthenticated();
  }
}
