import type { Socket } from 'node:net';
import type { NextFunction, Request, Response } from 'express';

/** The answers that are under way, so that the end of the service can wait for them and tell their senders to leave. */
export class OpenAnswers {
  private readonly answers = new Set<Response>();
  private leaving = false;

  /** Requests that have no answer yet. */
  get size(): number {
    return this.answers.size;
  }

  /** Whether a request that came by this connection has no answer yet. */
  isBusy(socket: Socket): boolean {
    return [...this.answers].some(({ req }) => req.socket === socket);
  }

  readonly middleware = (_request: Request, response: Response, next: NextFunction): void => {
    if (this.leaving) response.set('Connection', 'close');
    this.answers.add(response);
    response.once('close', () => this.answers.delete(response));
    next();
  };

  /** From now on every answer asks its sender to close the connection, those to earlier requests too. */
  askToLeave(): void {
    this.leaving = true;
    for (const response of this.answers) if (!response.headersSent) response.set('Connection', 'close');
  }
}
