import type { NextFunction, Request, Response } from 'express';
import { Problem } from './problem.js';

/** What Express's body parsers throw: https://github.com/expressjs/body-parser#errors */
interface BodyError extends Error {
  type?: string;
  limit?: number;
}

/** An Express error handler that turns errors of the body parser into problem answers, and passes on all others. */
export function bodyProblems(error: unknown, _req: Request, _res: Response, next: NextFunction): void {
  next(bodyProblemOf(error) ?? error);
}

/** The problem that an error of the body parser means; `null`: it is another error. */
export function bodyProblemOf(thrown: unknown): Problem | null {
  if (!(thrown instanceof Error)) return null;
  const { type, limit }: BodyError = thrown;
  switch (type) {
    case 'entity.too.large':
      return new Problem({
        status: 413,
        code: 'body_too_large',
        detail: 'The body is too large.',
        errors: [{ field: 'body', expected: `at most ${limit} bytes` }],
      });
    case 'encoding.unsupported':
      return new Problem({
        status: 415,
        code: 'unsupported_encoding',
        detail: 'The body must come without Content-Encoding.',
        errors: [{ field: 'Content-Encoding', expected: 'identity, or none' }],
      });
    case 'charset.unsupported':
      return unsupportedCharset();
    case 'entity.parse.failed':
      return Problem.badRequest('invalid_json', 'The body is not JSON.', [
        { field: 'body', expected: 'a JSON object' },
      ]);
    default:
      return null;
  }
}

export function unsupportedCharset(): Problem {
  return new Problem({
    status: 415,
    code: 'unsupported_charset',
    detail: 'The body must be UTF-8.',
    errors: [{ field: 'Content-Type', expected: 'charset=utf-8, or none' }],
  });
}
