import { raw, type NextFunction, type Request, type RequestHandler, type Response } from 'express';

/**
 * Reads every body as the bytes that came, into `request.body`. A body whose length is declared and within the limit is
 * only collected: Node has checked that as many bytes come. All others, of any kind, are left to Express's parser, which
 * refuses them or reads them at several times the cost.
 *
 * A sender that hangs up has nobody to tell: the next step does not run.
 *
 * @param limit in bytes; a longer body is an error of the parser (`bodyProblemOf`)
 */
export function wholeBody(limit: number): RequestHandler {
  const parse = raw({ type: () => true, limit, inflate: false });
  return (request: Request, response: Response, next: NextFunction): void => {
    if (isPlain(request, limit)) collect(request, next);
    else parse(request, response, (thrown?: unknown) => isHungUp(thrown) || next(thrown));
  };
}

/** Whether nothing about the body is to be decided while it comes. */
function isPlain({ headers, readable, readableEncoding }: Request, limit: number): boolean {
  const length = headers['content-length'];
  if (length === undefined || Number(length) > limit) return false;
  const isCoded = headers['transfer-encoding'] !== undefined || headers['content-encoding'] !== undefined;
  // In an application of somebody else, an earlier step may have read it.
  return !isCoded && readable && readableEncoding === null;
}

function collect(request: Request, next: NextFunction): void {
  const chunks: Buffer[] = [];
  request.on('data', (chunk: Buffer) => chunks.push(chunk));
  request.on('end', () => {
    // Also of a single chunk: it is a part of what the socket read, which would be kept with it.
    request.body = Buffer.concat(chunks);
    next();
  });
}

function isHungUp(thrown: unknown): boolean {
  return thrown instanceof Error && 'type' in thrown && thrown.type === 'request.aborted';
}
