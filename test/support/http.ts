import { WEBHOOK_PATH } from '../../src/http/webhook.path.js';

export interface Answer {
  status: number;
  headers: Headers;
  text: string;
  body: AnswerBody;
}

/** The members that tests read by name; which of them an answer has is for the test to check. */
interface AnswerBody {
  trace_id: string;
  code: string;
  outcome: string;
  next_token: string;
  items: Array<{ key: string; trace_id: string; status: string }>;
  [name: string]: unknown;
}

/** Sends a request and reads the whole answer. */
export async function send(url: string, init: RequestInit = {}): Promise<Answer> {
  const response = await fetch(url, init);
  const text = await response.text();
  const isJson = /[/+]json/.test(response.headers.get('content-type') ?? '');
  return {
    status: response.status,
    headers: response.headers,
    text,
    body: (isJson && text !== '' ? JSON.parse(text) : {}) as AnswerBody,
  };
}

/** Delivers an event as CXone does: text goes out as it stands, anything else as JSON. */
export function deliver(base: string, event: unknown, headers: Record<string, string> = {}): Promise<Answer> {
  const body = typeof event === 'string' ? event : JSON.stringify(event);
  return send(base + WEBHOOK_PATH, { method: 'POST', body, headers });
}

/** Delivers bytes as they are; rejects when `signal` aborts first. */
export function deliverBytes(
  base: string,
  body: Uint8Array,
  contentType: string,
  signal: AbortSignal,
): Promise<Answer> {
  const headers = { 'content-type': contentType };
  return send(base + WEBHOOK_PATH, { method: 'POST', body: Buffer.from(body), headers, signal });
}

/** Calls the operator API. */
export function api(base: string, path: string, body?: unknown, method = 'POST'): Promise<Answer> {
  const init = body === undefined ? { method } : { method, body: JSON.stringify(body) };
  return send(`${base}/api/v1/dlq${path}`, init);
}

/** Lets the service find what was put into its store by other hands. */
export async function refresh(base: string): Promise<void> {
  const answer = await api(base, '/catalog/refresh');
  if (answer.status !== 200) throw new Error(answer.text);
}
