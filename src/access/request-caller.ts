import { createParamDecorator, type ExecutionContext } from '@nestjs/common';
import type { Request } from 'express';
import type { Caller } from './caller.js';

/** Who a request is from. Beside the request and not in it, so that no header and no body can set it. */
const CALLERS = new WeakMap<Request, Caller>();

export function setCallerOf(request: Request, caller: Caller): void {
  CALLERS.set(request, caller);
}

/** @returns undefined where nobody has said who they are: on routes that need no role */
export function callerOf(request: Request): Caller | undefined {
  return CALLERS.get(request);
}

/** The caller, as a parameter of a handler that needs a role. */
export const FromCaller = createParamDecorator((_data: unknown, context: ExecutionContext): Caller => {
  const caller = callerOf(context.switchToHttp().getRequest<Request>());
  if (caller === undefined) throw new Error('FromCaller on a route without a role');
  return caller;
});
