import { applyDecorators, SetMetadata } from '@nestjs/common';
import { ApiBearerAuth, ApiCookieAuth, ApiExtension } from '@nestjs/swagger';
import type { RequiredRole } from '../domain/access/role.js';

/** Where a handler says which role it needs. */
export const REQUIRED_ROLE = Symbol('REQUIRED_ROLE');

/** Names of the security schemes in the OpenAPI document. */
export const BEARER_SCHEME = 'bearer';
export const SESSION_SCHEME = 'session';

/**
 * The role that a handler, or every handler of a controller, needs. The service does not start with a handler that
 * names none. The role stands in the OpenAPI document as `x-required-role`.
 */
export function RequiresRole(role: RequiredRole): MethodDecorator & ClassDecorator {
  const documented = [ApiExtension('x-required-role', role)];
  if (role !== 'none') documented.push(ApiBearerAuth(BEARER_SCHEME), ApiCookieAuth(SESSION_SCHEME));
  return applyDecorators(SetMetadata(REQUIRED_ROLE, role), ...documented);
}
