import type { Socket } from 'node:net';
import type { NextFunction, Request, Response } from 'express';

/**
 * An answer until it is finished. V8 gives a `Set` or `Map` a new table every few changes, and an old table refers to the
 * next one. Once one of them has reached the old space, all its successors stay until the next full collection, with what
 * was in them. An entry that lets go of its answer keeps next to nothing.
 */
interface OpenAnswer {
  response: Response | null;
}

/** The answers that are not finished. The shutdown waits for them, and tells their senders to close the connection. */
export class OpenAnswers {
  private readonly answers = new Set<OpenAnswer>();
  private leaving = false;

  /** Requests without an answer yet. */
  get size(): number {
    return this.answers.size;
  }

  /** Whether this connection has a request without an answer yet. */
  isBusy(socket: Socket): boolean {
    return [...this.answers].some(({ response }) => response?.req.socket === socket);
  }

  readonly middleware = (_request: Request, response: Response, next: NextFunction): void => {
    if (this.leaving) response.set('Connection', 'close');
    const answer: OpenAnswer = { response };
    this.answers.add(answer);
    // Here and in all that a delivery passes `on`, not `once`: a response closes once, and a listener that removes itself
    // costs more.
    response.on('close', () => {
      this.answers.delete(answer);
      answer.response = null;
    });
    next();
  };

  /** From now on every answer carries `Connection: close`, also those to earlier requests. */
  askToLeave(): void {
    this.leaving = true;
    for (const { response } of this.answers) {
      if (response?.headersSent === false) response.set('Connection', 'close');
    }
  }
}
