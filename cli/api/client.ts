import { exactText } from '../json/exact-json.js';
import type { World } from '../world.js';
import type { AnswerOf, Method, PathWith } from './operation.js';
import { NoAnswer, problemOf, reasonInside } from './problem.js';

export interface Connection {
  /** Without a slash at its end. */
  url: string;
  /** `null`: the service asks for none. */
  key: string | null;
}

type QueryValue = string | number | boolean | readonly string[] | undefined;

export interface CallOptions {
  path?: Readonly<Record<string, string>>;
  query?: Readonly<Record<string, QueryValue>>;
  /** Sent as JSON. */
  body?: object;
  /** A body that is sent as it is. */
  text?: { type: string; content: string };
  headers?: Readonly<Record<string, string>>;
  signal?: AbortSignal;
}

/** A call's answer: its text with every digit, the same parsed, and the ETag of what it shows. */
export interface Answer<T> {
  text: string;
  body: T;
  etag: string | null;
}

/** The longest call whose answer is read as a whole: a page of retries takes 40 seconds. Streams have no such limit. */
const CALL_TIMEOUT_MS = 120_000;

/** Calls the API of the service. */
export class Client {
  constructor(
    readonly connection: Connection,
    private readonly world: Pick<World, 'fetch'>,
  ) {}

  async get<P extends PathWith<'get'>>(path: P, options: CallOptions = {}): Promise<AnswerOf<P, 'get'>> {
    return (await this.call('get', path, options)).body;
  }

  async post<P extends PathWith<'post'>>(path: P, options: CallOptions = {}): Promise<AnswerOf<P, 'post'>> {
    return (await this.call('post', path, options)).body;
  }

  /** @throws ApiProblem where the service refuses, NoAnswer where none comes */
  async call<M extends Method, P extends PathWith<M>>(
    method: M,
    path: P,
    options: CallOptions = {},
  ): Promise<Answer<AnswerOf<P, M>>> {
    const limit = AbortSignal.timeout(CALL_TIMEOUT_MS);
    const signal = options.signal === undefined ? limit : AbortSignal.any([options.signal, limit]);
    const response = await this.send(method, path, { ...options, signal }, options.signal);
    const text = await this.read(response);
    const parsed: unknown = text === '' ? undefined : JSON.parse(text);
    return { text, body: parsed as AnswerOf<P, M>, etag: response.headers.get('etag') };
  }

  /** @returns a successful answer whose body is not read yet. @param interrupt of the caller. @throws as `call` */
  async send<M extends Method>(
    method: M,
    path: PathWith<M>,
    options: CallOptions = {},
    interrupt = options.signal,
  ): Promise<Response> {
    const { text, body, headers = {}, signal } = options;
    const content =
      text ?? (body === undefined ? null : { type: 'application/json', content: exactText(body) });
    const { url, key } = this.connection;
    const request: RequestInit = {
      method: method.toUpperCase(),
      headers: {
        accept: 'application/json',
        ...(content !== null && { 'content-type': content.type }),
        ...(key !== null && { authorization: `Bearer ${key}` }),
        ...headers,
      },
      // A key must never follow a redirect to another place.
      redirect: 'error',
      ...(content !== null && { body: content.content }),
      ...(signal !== undefined && { signal }),
    };
    const address = url + filledIn(path, options.path ?? {}) + queryString(options.query ?? {});
    const response = await this.world.fetch(address, request).catch((error: unknown) => {
      if (interrupt?.aborted === true) throw error;
      throw new NoAnswer(url, reasonInside(error));
    });
    if (!response.ok) throw await problemOf(response);
    return response;
  }

  private async read(response: Response): Promise<string> {
    return response.text().catch((error: unknown) => {
      throw new NoAnswer(this.connection.url, reasonInside(error));
    });
  }
}

function filledIn(path: string, values: Readonly<Record<string, string>>): string {
  return path.replace(/\{(\w+)\}/g, (_whole, name: string) => encodeURIComponent(values[name] ?? ''));
}

function queryString(query: Readonly<Record<string, QueryValue>>): string {
  const parameters = new URLSearchParams();
  for (const [name, value] of Object.entries(query)) {
    for (const one of Array.isArray(value) ? (value as string[]) : [value]) {
      if (one !== undefined) parameters.append(name, String(one));
    }
  }
  const text = parameters.toString();
  return text === '' ? '' : `?${text}`;
}
