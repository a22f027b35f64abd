import { connect } from 'node:net';
import type { Clock } from '../../runtime/clock.js';
import { errorCode } from './file-errors.js';
import { socketPath } from './socket-path.js';

/**
 * What is known about another process's claim:
 * `owner`: it holds the directory. `gone`: it withdrew. `dead`: its process is gone and left the socket behind.
 * `undecided`: it lives and has not said.
 */
export type ClaimState = 'owner' | 'gone' | 'dead' | 'undecided';

/** What an owner sends to everybody who connects. */
export const OWNER_GREETING = 'owner\n';

/** How long another process may take to say whether it has become the owner. */
const VERDICT_MS = 2_000;

/** Asks the process behind the socket at `path`; with `awaitVerdict` it also waits for what becomes of it. */
export function probeClaim(path: string, clock: Clock, awaitVerdict: boolean): Promise<ClaimState> {
  return new Promise((resolve) => {
    const socket = connect(socketPath(path));
    const settle = (state: ClaimState) => {
      cancel();
      socket.destroy();
      resolve(state);
    };
    const cancel = clock.after(VERDICT_MS, () => settle('undecided'));
    if (!awaitVerdict) socket.once('connect', () => settle('undecided'));
    socket.once('data', () => settle('owner'));
    socket.once('close', () => settle('gone'));
    socket.once('error', (error) => settle(stateFromError(errorCode(error))));
  });
}

function stateFromError(code: string | undefined): ClaimState {
  if (code === 'ECONNREFUSED') return 'dead';
  if (code === 'ENOENT' || code === 'ECONNRESET' || code === 'EPIPE') return 'gone';
  // A full backlog, or a socket we may not connect to: somebody is there.
  return 'undecided';
}
