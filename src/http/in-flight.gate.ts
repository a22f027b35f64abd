import type { NextFunction, Request, Response } from 'express';
import { Problem } from './problem.js';

/** What a gate lets in at once, counted from a request's headers to the end of its answer. */
export interface GateLimits {
  maxInFlight: number;
  /** What the refused are told. */
  detail: string;
  /** Of all bodies together; a request that does not tell its length counts with `maxBodyBytes`. */
  bytes?: { max: number; maxBodyBytes: number };
}

/** Refuses at once what is too much, so that memory stays bounded and what was let in is served in time. */
export function inFlightGate({ maxInFlight, detail, bytes }: GateLimits) {
  let inFlight = 0;
  let bytesInFlight = 0;
  return (request: Request, response: Response, next: NextFunction): void => {
    const size = bytes === undefined ? 0 : bodySize(request, bytes.maxBodyBytes);
    const fits = bytes === undefined || bytesInFlight + size <= bytes.max;
    if (inFlight >= maxInFlight || !fits) throw Problem.overloaded(detail);
    inFlight++;
    bytesInFlight += size;
    response.once('close', () => {
      inFlight--;
      bytesInFlight -= size;
    });
    next();
  };
}

/** A body that is too large is refused by its parser before it is read. */
function bodySize({ headers }: Request, maxBodyBytes: number): number {
  const length = Number(headers['content-length'] ?? maxBodyBytes);
  return Math.min(Number.isNaN(length) ? maxBodyBytes : length, maxBodyBytes);
}
