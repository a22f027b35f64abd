/** What a caller may do. Each role includes the ones before it. */
export const ROLES = ['viewer', 'operator', 'admin'] as const;

export type Role = (typeof ROLES)[number];

/** What a route asks for. `none`: nobody needs to say who they are. */
export type RequiredRole = Role | 'none';

export function isRole(value: unknown): value is Role {
  return ROLES.some((role) => role === value);
}

/** Whether somebody with `role` may do what needs `needed`. */
export function includesRole(role: Role, needed: Role): boolean {
  return ROLES.indexOf(role) >= ROLES.indexOf(needed);
}

/** The lower one of two roles. */
export function lowerRole(one: Role, other: Role): Role {
  return includesRole(one, other) ? other : one;
}
