import type { CustomFetch } from 'openid-client';
import type { HttpAnswer, Send } from '../../outbound/http-sender.js';
import type { FetchJson } from './provider.js';

/** A call to the identity provider that has no answer by then has failed, milliseconds. */
const CALL_TIMEOUT_MS = 5_000;

/** Calls to the provider at once; more wait, within their own time. */
export const PROVIDER_SOCKETS = 16;

/**
 * Fetches the provider's documents. Redirections are not followed: keys are to come from where the provider says.
 *
 * @throws Error that says what came instead.
 */
export function fetchJsonBy(send: Send): FetchJson {
  return async (url) => {
    const headers = { Accept: 'application/json' };
    const answer = await send({ method: 'GET', url, headers }, { timeoutMs: CALL_TIMEOUT_MS });
    const date = answer.date === undefined ? Number.NaN : Date.parse(answer.date);
    return { body: jsonOf(answer), date: Number.isNaN(date) ? null : date };
  };
}

function jsonOf({ status, contentType = 'no Content-Type', body }: HttpAnswer): unknown {
  if (status !== 200) throw new Error(`it answered with HTTP ${status}, 200 was expected`);
  if (body === null) throw new Error('its answer was cut short, or too long');
  try {
    return JSON.parse(body) as unknown;
  } catch {
    const [kind = ''] = contentType.split(';');
    throw new Error(`it answered with ${kind.slice(0, 60)}, JSON was expected`);
  }
}

/** The same way out for openid-client: proxies and timeouts are those of all other calls. */
export function providerFetch(send: Send): CustomFetch {
  return async (url, { method, headers, body }) => {
    if (method !== 'GET' && method !== 'POST') throw new Error(`expected GET or POST, not ${method}`);
    if (body !== undefined && body !== null && !(body instanceof URLSearchParams))
      throw new Error('expected a form as the body');
    const request = { method, url, headers, body: body?.toString() } as const;
    const answer = await send(request, { timeoutMs: CALL_TIMEOUT_MS });
    const { status, contentType = '' } = answer;
    return new Response(answer.body || null, { status, headers: { 'content-type': contentType } });
  };
}
