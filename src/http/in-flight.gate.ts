import type { NextFunction, Request, Response } from 'express';
import { Problem } from './problem.js';

/** Requests that a gate admits at once, each counted until the end of its answer. */
export interface GateLimits {
  maxInFlight: number;
  /** The sentence of the 503. */
  detail: string;
}

/**
 * Refuses requests over the limit without a wait, so that the others are served in time. It runs after the body parser,
 * so a request whose body still arrives takes no place.
 */
export class InFlightGate {
  private admitted = 0;

  constructor(private readonly limits: GateLimits) {}

  /** Requests that were admitted and are not answered yet. */
  get inFlight(): number {
    return this.admitted;
  }

  /** Express middleware. */
  readonly middleware = (_request: Request, response: Response, next: NextFunction): void => {
    if (this.admitted >= this.limits.maxInFlight) throw Problem.overloaded(this.limits.detail);
    this.admitted++;
    response.on('close', () => this.admitted--);
    next();
  };
}
