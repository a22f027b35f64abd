import {
  createParamDecorator,
  Inject,
  Injectable,
  type ExecutionContext,
  type PipeTransform,
} from '@nestjs/common';
import type { Request } from 'express';
import { callerOf } from '../access/request-caller.js';
import type { Config } from '../config/config.js';
import { CONFIG } from '../config/config.module.js';
import { Problem } from '../http/problem.js';
import type { Author } from './author.js';
import { MAX_REASON_LENGTH } from './reason.dto.js';

/** An `X-Request-Id` of any other form does not come from a proxy, and is not kept. */
const REQUEST_ID = /^[\x21-\x7e]{1,128}$/;

/** Finds out of a request who asks for a change, and why. */
@Injectable()
export class AuthorPipe implements PipeTransform<Request, Author> {
  constructor(@Inject(CONFIG) private readonly config: Pick<Config, 'audit'>) {}

  /** @throws Problem 400 where the reason is no text, or is missing and REASONS_REQUIRED */
  transform(request: Request): Author {
    const caller = callerOf(request);
    if (caller === undefined) throw new Error('ByAuthor on a route without a role');
    const reason = reasonOf(request);
    if (reason === null && this.config.audit.reasonsRequired) {
      throw Problem.badRequest('reason_required', 'Every change needs its reason here (REASONS_REQUIRED).', [
        { field: 'reason', expected: 'a text that says why, in the body or as a query parameter' },
      ]);
    }
    const { name, kind, role } = caller;
    const requestId = request.get('X-Request-Id');
    return {
      actor: { name, kind, role, address: request.ip ?? null },
      reason,
      requestId: requestId !== undefined && REQUEST_ID.test(requestId) ? requestId : null,
    };
  }
}

/** The author of a change, as a parameter of its handler. The handler takes a reason (`TakesReason`). */
export const ByAuthor = (): ParameterDecorator => RequestItself(AuthorPipe);

const RequestItself = createParamDecorator((_data: unknown, context: ExecutionContext) =>
  context.switchToHttp().getRequest<Request>(),
);

/** `null`: none was given, or a blank one. */
function reasonOf({ body, query }: Request): string | null {
  const inBody = (body as { reason?: unknown } | undefined)?.reason ?? undefined;
  const given = inBody ?? query.reason;
  if (inBody !== undefined && query.reason !== undefined) {
    throw Problem.badField('reason', 'one reason, in the body or as a query parameter');
  }
  if (given === undefined) return null;
  if (typeof given !== 'string' || given.length > MAX_REASON_LENGTH) {
    throw Problem.badField('reason', `one text of at most ${MAX_REASON_LENGTH} characters`);
  }
  return given.trim() === '' ? null : given.trim();
}
