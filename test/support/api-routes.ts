import { readFileSync } from 'node:fs';

/** A route of the API as its description has it. */
export interface ApiRoute {
  /** In upper case. */
  method: string;
  /** With a value in the place of each parameter. */
  path: string;
  /** `x-required-role`. */
  role: string | undefined;
}

/** Values of path parameters. They name nothing that exists, so that no call changes anything. */
const VALUES: Record<string, string> = {
  trace_id: 'DLQ-1729712345678-9f86d081884c7d659a2feaa0c55ad015',
};

/** Every route of a description. A route that is added is in it, so no test that goes through them can miss one. */
export function routesOf(description: {
  paths: Record<string, Record<string, { 'x-required-role'?: string }>>;
}): ApiRoute[] {
  return Object.entries(description.paths).flatMap(([path, operations]) =>
    Object.entries(operations).map(([method, operation]) => ({
      method: method.toUpperCase(),
      path: path.replaceAll(/\{(\w+)\}/g, (_whole, name: string) => VALUES[name] ?? 'none'),
      role: operation['x-required-role'],
    })),
  );
}

/** The routes of docs/openapi.json, which is compared with the service in CI. */
export function documentedRoutes(): ApiRoute[] {
  return routesOf(JSON.parse(readFileSync('docs/openapi.json', 'utf8')) as Parameters<typeof routesOf>[0]);
}
