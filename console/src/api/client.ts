import type { AnswerOf, BodyOf, Method, Operation, PathOf, PathWith, QueryOf } from './operation.js';
import { queryString } from './query-string.js';
import { send } from './send.js';

export interface Options<O> {
  path?: PathOf<O>;
  query?: QueryOf<O>;
  body?: BodyOf<O>;
  /** A body that is no JSON of the description, such as a patch or a schema; with its type. */
  text?: { type: string; content: string };
  /** The ETag of what the caller has seen; `null`: there is none yet (`If-None-Match: *`). */
  ifMatch?: string | null;
  signal?: AbortSignal | undefined;
  /** Reads the answer; `JSON.parse` where it is absent. */
  read?: (text: string) => unknown;
}

export interface Answer<T> {
  body: T;
  /** Of the thing that the answer shows. */
  etag: string | null;
}

/**
 * Calls the API. Path, query, body and answer are typed by the API's description.
 *
 * @example call('get', '/api/v1/dlq/events/{trace_id}', { path: { trace_id } })
 * @throws ApiProblem, NoAnswer (see `send`)
 */
export async function call<M extends Method, P extends PathWith<M>>(
  method: M,
  path: P,
  options: Options<Operation<P, M>> = {},
): Promise<Answer<AnswerOf<Operation<P, M>>>> {
  const { query, body, text, ifMatch, signal, read = JSON.parse } = options;
  const content =
    text ?? (body === undefined ? null : { type: 'application/json', content: JSON.stringify(body) });
  const response = await send({
    method: method.toUpperCase(),
    url: filledIn(path, options.path ?? {}) + queryString(query),
    headers: {
      ...(content !== null && { 'content-type': content.type }),
      ...conditionOf(ifMatch),
    },
    signal,
    ...(content !== null && { body: content.content }),
  });
  const answer = await response.text();
  const parsed: unknown = answer === '' ? undefined : read(answer);
  return { body: parsed as AnswerOf<Operation<P, M>>, etag: response.headers.get('etag') };
}

/** The answer of a GET alone. */
export async function get<P extends PathWith<'get'>>(
  path: P,
  options: Options<Operation<P, 'get'>> = {},
): Promise<AnswerOf<Operation<P, 'get'>>> {
  return (await call('get', path, options)).body;
}

function conditionOf(ifMatch: string | null | undefined): Record<string, string> {
  if (ifMatch === undefined) return {};
  return ifMatch === null ? { 'if-none-match': '*' } : { 'if-match': ifMatch };
}

function filledIn(path: string, values: object): string {
  const known = new Map<string, string>(Object.entries(values));
  return path.replace(/\{(\w+)\}/g, (_whole, name: string) => encodeURIComponent(known.get(name) ?? ''));
}
