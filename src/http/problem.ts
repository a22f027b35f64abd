import { HttpException } from '@nestjs/common';
import type { Response } from 'express';
import type { FieldProblem } from '../domain/event/event.js';

export interface ProblemDetails {
  status: number;
  /** A stable word for programs. */
  code: string;
  /** One sentence for people. */
  detail: string;
  errors?: FieldProblem[];
  /** Headers of the answer, such as Retry-After. */
  headers?: Record<string, string>;
  /** Further members of the answer (RFC 9457, section 3.2). */
  extensions?: Record<string, unknown>;
}

/** Seconds that a refused caller is asked to wait under overload. */
export const RETRY_AFTER_SECONDS = 1;

const TITLES: Record<number, string> = {
  400: 'Bad Request',
  401: 'Unauthorized',
  403: 'Forbidden',
  404: 'Not Found',
  405: 'Method Not Allowed',
  408: 'Request Timeout',
  409: 'Conflict',
  412: 'Precondition Failed',
  413: 'Content Too Large',
  415: 'Unsupported Media Type',
  421: 'Misdirected Request',
  422: 'Unprocessable Content',
  428: 'Precondition Required',
  429: 'Too Many Requests',
  431: 'Request Header Fields Too Large',
  500: 'Internal Server Error',
  503: 'Service Unavailable',
};

/** An error whose text the caller may see: `application/problem+json`, RFC 9457. */
export class Problem extends HttpException {
  constructor(readonly details: ProblemDetails) {
    super(details.detail, details.status);
  }

  static conflict(code: string, detail: string): Problem {
    return new Problem({ status: 409, code, detail });
  }

  /** A 503 that asks the caller to try again later. */
  static overloaded(detail: string): Problem {
    return new Problem({
      status: 503,
      code: 'overloaded',
      detail,
      headers: { 'Retry-After': String(RETRY_AFTER_SECONDS) },
    });
  }

  static badRequest(code: string, detail: string, errors: FieldProblem[]): Problem {
    return new Problem({ status: 400, code, detail, errors });
  }

  /** One field of the request is not as expected. */
  static badField(field: string, expected: string): Problem {
    return Problem.badRequest('invalid_request', 'The request is not as expected.', [{ field, expected }]);
  }
}

/** The body of a problem answer. */
export function problemBody(details: ProblemDetails): Record<string, unknown> {
  const { status, code, detail, errors, extensions } = details;
  return {
    type: `urn:cxone-dlq:problem:${code}`,
    title: TITLES[status] ?? 'Error',
    status,
    detail,
    code,
    ...(errors ? { errors } : {}),
    ...extensions,
  };
}

const codes = new WeakMap<Response, string>();

/** The code of the problem that this response answers with; `null`: it answers with none, or not yet. */
export function problemCodeOf(response: Response): string | null {
  return codes.get(response) ?? null;
}

/** Sends a problem answer. `more`: further members of its body. */
export function sendProblem(response: Response, details: ProblemDetails, more: object = {}): void {
  codes.set(response, details.code);
  const body = JSON.stringify({ ...problemBody(details), ...more });
  response
    .status(details.status)
    .set(details.headers ?? {})
    .type('application/problem+json')
    .send(body);
}
