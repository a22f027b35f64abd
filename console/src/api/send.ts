import { answered, unanswered, waitAsAsked } from './connection.js';
import { bearerKey, signInNeeded } from './credential.js';
import { earlyAnswer } from './early-answers.js';
import { NoAnswer, problemOf } from './problem.js';

/** One call of the API, before its answer is read. */
export interface Call {
  method: string;
  /** With its query. */
  url: string;
  headers?: Record<string, string>;
  body?: string;
  signal?: AbortSignal | undefined;
  /**
   * Instead of the credential of this tab; `null`: the session in the cookie alone. A refusal is then an answer, and opens
   * no dialog.
   */
  bearer?: string | null;
}

/** Of a 429; a longer wait is for the person to see. */
const LONGEST_WAIT_S = 30;
const MOST_WAITS = 3;

/**
 * Sends a call with the caller's credential. Where nobody is signed in it waits for the sign-in dialog and sends the call
 * again; a 429 is waited for as long as the answer says.
 *
 * @returns an answer of 2xx
 * @throws ApiProblem for every other answer, NoAnswer where none came, AbortError where `signal` ends it
 */
export async function send(call: Call): Promise<Response> {
  for (let waits = 0; ;) {
    const response = await fetchOrThrow(call);
    if (response.ok) return response;
    const problem = await problemOf(response);
    if (problem.status === 401 && call.bearer === undefined) {
      await signInNeeded(problem);
      continue;
    }
    const waitS = problem.retryAfterS ?? 1;
    if (problem.status !== 429 || call.bearer !== undefined || waitS > LONGEST_WAIT_S || ++waits > MOST_WAITS)
      throw problem;
    await waitAsAsked(waitS);
  }
}

async function fetchOrThrow({ method, url, headers = {}, body, signal, bearer }: Call): Promise<Response> {
  const key = bearer === undefined ? bearerKey() : bearer;
  try {
    const early = method === 'GET' && key === null ? earlyAnswer(url) : undefined;
    const asked =
      early ??
      fetch(url, {
        method,
        headers: {
          accept: 'application/json',
          ...headers,
          ...(key !== null && { authorization: `Bearer ${key}` }),
        },
        credentials: 'same-origin',
        cache: 'no-store',
        ...(body !== undefined && { body }),
        ...(signal !== undefined && { signal }),
      });
    const response = await asked;
    answered();
    return response;
  } catch (error) {
    if (signal?.aborted === true) throw error;
    unanswered();
    throw new NoAnswer();
  }
}
