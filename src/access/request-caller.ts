import { createParamDecorator, type ExecutionContext } from '@nestjs/common';
import type { IncomingMessage } from 'node:http';
import type { Request } from 'express';
import type { Caller } from './caller.js';

/** The caller of a request. It is kept beside the request, so that no header and no body can set it. */
const CALLERS = new WeakMap<IncomingMessage, Caller>();

export function setCallerOf(request: IncomingMessage, caller: Caller): void {
  CALLERS.set(request, caller);
}

/** @returns undefined on routes that need no role, where no caller is known */
export function callerOf(request: IncomingMessage): Caller | undefined {
  return CALLERS.get(request);
}

/** The caller, as a parameter of a handler that needs a role. */
export const FromCaller = createParamDecorator((_data: unknown, context: ExecutionContext): Caller => {
  const caller = callerOf(context.switchToHttp().getRequest<Request>());
  if (caller === undefined) throw new Error('FromCaller on a route without a role');
  return caller;
});
