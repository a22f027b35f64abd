import type { NextFunction, Request, Response } from 'express';
import type { Clock } from '../runtime/clock.js';
import { addressGroup } from './address-group.js';
import {
  ArrivingBodies,
  BODY_PAUSE_MS,
  type Arrival,
  type ArrivalLimits,
  type DropReason,
} from './arriving-bodies.js';
import { Problem } from './problem.js';

export interface BodyArrivalOptions extends ArrivalLimits {
  /** The parser refuses longer bodies, so bytes past this are not kept. */
  maxBodyBytes: number;
  /** The sentence of the 503 for a body that finds no room. */
  detail: string;
  clock: Clock;
  /** Answers before the whole body has arrived. */
  answer: (problem: Problem, response: Response) => void;
}

const TOO_SLOW = new Problem({
  status: 408,
  code: 'body_too_slow',
  detail: `The body arrives too slowly: its next byte must come within ${BODY_PAUSE_MS} ms.`,
});

/**
 * Watches bodies while they arrive. It runs right before the parser, which reads the same stream. A body that is too
 * slow is answered with 408, one that finds no room with 503; both close the connection.
 */
export function bodyArrival({ maxBodyBytes, detail, clock, answer, ...limits }: BodyArrivalOptions) {
  const bodies = new ArrivingBodies(limits, clock);
  const overloaded = Problem.overloaded(detail);
  return (request: Request, response: Response, next: NextFunction): void => {
    if (!hasBody(request)) return next();
    const drop = (reason: DropReason): void => {
      // Without closing the connection, the rest of the body would be read as the next request.
      if (!response.headersSent) response.set('Connection', 'close');
      answer(reason === 'too_slow' ? TOO_SLOW : overloaded, response);
    };
    const arrival = bodies.begin(addressGroup(request.ip), drop);
    if (arrival === null) return drop('overloaded');
    const stopWatching = watch(bodies, arrival, clock);
    request.on('data', (chunk: Buffer) => {
      const kept = Math.min(chunk.length, maxBodyBytes - arrival.bytes);
      if (response.headersSent || bodies.grow(arrival, Math.max(0, kept))) return;
      bodies.release(arrival);
      drop('overloaded');
    });
    request.on('end', () => {
      stopWatching();
      bodies.end(arrival);
    });
    response.on('close', () => {
      stopWatching();
      bodies.release(arrival);
    });
    next();
  };
}

/** RFC 9112, section 6.3: a request has a body where one of these two says so. */
function hasBody({ headers }: Request): boolean {
  const length = headers['content-length'];
  return headers['transfer-encoding'] !== undefined || (length !== undefined && length !== '0');
}

/** Drops a body at its deadline, which each byte moves. @returns a function that ends the watch */
function watch(bodies: ArrivingBodies, arrival: Arrival, clock: Clock): () => void {
  let cancel = () => {};
  const look = (): void => {
    const left = bodies.deadlineOf(arrival) - clock.monotonic();
    if (left > 0) {
      cancel = clock.after(left, look);
      return;
    }
    bodies.release(arrival);
    arrival.drop('too_slow');
  };
  look();
  return () => cancel();
}
