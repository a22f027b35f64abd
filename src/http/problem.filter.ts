import { Catch, HttpException, type ArgumentsHost, type ExceptionFilter } from '@nestjs/common';
import type { Response } from 'express';
import { describeError, type Log } from '../runtime/logger.js';
import type { NewId } from '../runtime/runtime.module.js';
import { Problem, sendProblem, type ProblemDetails } from './problem.js';

const INTERNAL: ProblemDetails = {
  status: 500,
  code: 'internal_error',
  detail: 'Something went wrong on our side.',
};

/**
 * Turns everything that is thrown into a problem answer. An answer of 500 and above carries a correlation id; the log
 * has the details under that id.
 */
@Catch()
export class ProblemFilter implements ExceptionFilter {
  constructor(
    private readonly log: Log,
    private readonly newId: NewId,
    /** Maps an error of another room to a problem; `null`: the room does not know the error. */
    private readonly problemOf: (thrown: unknown) => ProblemDetails | null,
  ) {}

  catch(thrown: unknown, host: ArgumentsHost): void {
    this.answer(thrown, host.switchToHttp().getResponse<Response>());
  }

  /** Sends the problem answer for `thrown`. Where an answer has already begun, the connection is broken off. */
  answer(thrown: unknown, response: Response): void {
    if (response.headersSent) return void response.destroy();
    const details = httpProblem(thrown) ?? this.problemOf(thrown) ?? INTERNAL;
    if (details.status < 500) return sendProblem(response, details);

    const correlationId = this.newId();
    const { code } = details;
    const fields = { correlation_id: correlationId, error_code: code, ...describeError(thrown) };
    // A log line for each refusal would add to the overload.
    if (code === 'overloaded') this.log.debug('request_failed', fields);
    else this.log.error('request_failed', fields);
    sendProblem(response, details, { correlation_id: correlationId });
  }
}

function httpProblem(thrown: unknown): ProblemDetails | null {
  if (thrown instanceof Problem) return thrown.details;
  if (thrown instanceof HttpException) return fromHttpException(thrown);
  return null;
}

function fromHttpException(exception: HttpException): ProblemDetails | null {
  const status = exception.getStatus();
  if (status === 404) return { status, code: 'not_found', detail: 'There is nothing under this address.' };
  if (status >= 500) return null;
  return { status, code: 'invalid_request', detail: exception.message };
}
