import { call } from '../../api/client.js';
import { ApiProblem } from '../../api/problem.js';
import type { components } from '../../api/openapi.js';

export type SchemaSet = components['schemas']['SchemasDto'];

/** The set in force, with the ETag that a change of it needs. */
export interface SetInForce {
  set: SchemaSet;
  etag: string;
}

/** A file of the set in force. */
export interface FileInForce extends SetInForce {
  /** As it was put; `null`: the set has no file of this name. */
  text: string | null;
}

export async function loadSet(signal?: AbortSignal): Promise<SetInForce> {
  const { body, etag } = await call('get', '/api/v1/schemas', { signal });
  return { set: body, etag: etag ?? `"${body.digest}"` };
}

/** The ETag is that of the text: where the set changes between the two answers, the change is refused later. */
export async function loadFile(name: string, signal?: AbortSignal): Promise<FileInForce> {
  const [inForce, file] = await Promise.all([loadSet(signal), textOf(name, signal)]);
  return { set: inForce.set, text: file.text, etag: file.etag ?? inForce.etag };
}

async function textOf(
  name: string,
  signal?: AbortSignal,
): Promise<{ text: string | null; etag: string | null }> {
  try {
    const { body, etag } = await call('get', '/api/v1/schemas/files/{name}', {
      path: { name },
      read: (text) => text,
      signal,
    });
    return { text: body ?? '', etag };
  } catch (error) {
    if (error instanceof ApiProblem && error.status === 404) return { text: null, etag: null };
    throw error;
  }
}

/** Why the schemas cannot be changed here; `null`: they can. */
export function whyReadOnly({ source }: SchemaSet): string | null {
  return source === 'files'
    ? 'The files of SCHEMA_DIR are in charge: change them there. Every process takes a changed set within 5 s.'
    : null;
}

/** The first characters of a digest, for people. */
export function shortDigest(digest: string): string {
  return digest.slice(0, 12);
}
