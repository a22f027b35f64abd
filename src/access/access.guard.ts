import { Injectable, type CanActivate, type ExecutionContext } from '@nestjs/common';
import { Reflector } from '@nestjs/core';
import type { Request } from 'express';
import { forbidden, unauthenticated } from './access-problems.js';
import { callerOf } from './request-caller.js';
import { REQUIRED_ROLE } from './required-role.js';
import { includesRole, type RequiredRole } from '../domain/access/role.js';

/** Lets a caller through whose role includes the one that the handler needs. */
@Injectable()
export class AccessGuard implements CanActivate {
  constructor(private readonly reflector: Reflector) {}

  canActivate(context: ExecutionContext): true {
    const needed = this.reflector.getAllAndOverride<RequiredRole | undefined>(REQUIRED_ROLE, [
      context.getHandler(),
      context.getClass(),
    ]);
    if (needed === 'none') return true;
    const caller = callerOf(context.switchToHttp().getRequest<Request>());
    if (caller === undefined) throw unauthenticated();
    if (needed === undefined || !includesRole(caller.role, needed))
      throw forbidden(needed ?? 'admin', caller.role);
    return true;
  }
}
