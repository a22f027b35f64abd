import type { NextFunction, Request, Response } from 'express';
import { Problem } from './problem.js';

/** What a gate lets in at once, counted until the end of the answer. */
export interface GateLimits {
  maxInFlight: number;
  /** What the refused are told. */
  detail: string;
}

/**
 * Refuses requests over the limit at once, so that the others are served in time. It comes after the body parser, so a
 * request whose body is still arriving takes no place.
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
