import type { Request } from 'express';

/** The path under which schemas and the files beside them lie in the API. */
export const SCHEMAS_PATH = '/api/v1/schemas';

/** Whether the body of a request is a file of schemas, and no JSON of the API. */
export function isSchemaFile({ method, originalUrl }: Pick<Request, 'method' | 'originalUrl'>): boolean {
  return method === 'PUT' && originalUrl.startsWith(`${SCHEMAS_PATH}/`);
}
