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
export function inFlightGate({ maxInFlight, detail }: GateLimits) {
  let inFlight = 0;
  return (_request: Request, response: Response, next: NextFunction): void => {
    if (inFlight >= maxInFlight) throw Problem.overloaded(detail);
    inFlight++;
    response.once('close', () => inFlight--);
    next();
  };
}
