import type { Socket } from 'node:net';
import type { NextFunction, Request, Response } from 'express';

/** The answers that are not finished. The shutdown waits for them, and tells their senders to close the connection. */
export class OpenAnswers {
  private readonly answers = new Set<Response>();
  private leaving = false;

  /** Requests without an answer yet. */
  get size(): number {
    return this.answers.size;
  }

  /** Whether this connection has a request without an answer yet. */
  isBusy(socket: Socket): boolean {
    return [...this.answers].some(({ req }) => req.socket === socket);
  }

  readonly middleware = (_request: Request, response: Response, next: NextFunction): void => {
    if (this.leaving) response.set('Connection', 'close');
    this.answers.add(response);
    response.on('close', () => this.answers.delete(response));
    next();
  };

  /** From now on every answer carries `Connection: close`, also those to earlier requests. */
  askToLeave(): void {
    this.leaving = true;
    for (const response of this.answers) if (!response.headersSent) response.set('Connection', 'close');
  }
}
