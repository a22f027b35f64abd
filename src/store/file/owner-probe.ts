import { connect } from 'node:net';
import type { Clock } from '../../runtime/clock.js';
import { errorCode } from './file-errors.js';
import { socketPath } from './socket-path.js';

/**
 * The state of another process's claim. `owner`: the process owns the directory. `gone`: it withdrew its claim. `dead`:
 * it ended and left the socket behind. `undecided`: it runs, and has not decided yet.
 */
export type ClaimState = 'owner' | 'gone' | 'dead' | 'undecided';

/** An owner sends this to every process that connects. */
export const OWNER_GREETING = 'owner\n';

/** How long another process may take to say whether it has become the owner. */
const VERDICT_MS = 2_000;

/** Asks the process behind the socket at `path`. With `awaitVerdict` it waits until that process has decided. */
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
  // The backlog is full, or this process may not connect: in both cases the other process runs.
  return 'undecided';
}
