import type { Response } from 'express';
import type { Clock } from '../../runtime/clock.js';
import type { Log } from '../../runtime/logger.js';
import type { Caller } from '../caller.js';
import type { AccessCookies } from './cookies.js';
import type { SessionOrigin, Sessions } from './session.js';

/** Begins and ends sessions of people in a browser, by their cookie. */
export class SessionStart {
  constructor(
    private readonly sessions: Sessions,
    readonly cookies: AccessCookies,
    private readonly clock: Clock,
    private readonly log: Log,
  ) {}

  /** Gives the browser a session. It takes the place of the one that the browser had. */
  async begin(caller: Caller, origin: SessionOrigin, response: Response): Promise<Caller> {
    const now = this.clock.now();
    const session = await this.sessions.begin(caller, origin, now);
    const lifeS = Math.max(1, Math.ceil(((session.caller.expiresAt ?? now) - now) / 1_000));
    response.append('Set-Cookie', this.cookies.set(this.cookies.session, session.sealed, lifeS));
    this.log.info('session_began', { name: caller.name, kind: caller.kind, role: caller.role });
    return session.caller;
  }

  end(response: Response): void {
    response.append('Set-Cookie', this.cookies.clear(this.cookies.session));
  }
}
