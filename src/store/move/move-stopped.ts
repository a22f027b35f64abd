/** A move cannot go on. The message says why, and what to do; the same command continues it. */
export class MoveStopped extends Error {
  override readonly name = 'MoveStopped';
}
