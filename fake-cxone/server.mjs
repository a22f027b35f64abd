import { once } from 'node:events';
import { createServer } from 'node:http';
import { answerApi } from './api.mjs';
import { answerControl, CONTROL_PATH } from './control.mjs';
import { Refusal, sendJson } from './http.mjs';
import { DEFAULT_TOKEN_TTL_S, FakeState } from './state.mjs';
import {
  ACCESS_KEY_PATH,
  discover,
  DISCOVERY_PATH,
  issueByAccessKey,
  issueToken,
  TOKEN_PATH,
} from './tokens.mjs';

/** The Retry-After of the mode `rate_limited`, unless the control sets another one. */
const DEFAULT_RETRY_AFTER_S = 1;

/**
 * Starts a fake CXone: a token endpoint, an API and a control.
 * @param {import('./server.d.mjs').FakeCxoneOptions} [options]
 * @returns {Promise<import('./server.d.mjs').FakeCxone>}
 */
export async function startFakeCxone(options = {}) {
  const { port = 0, host = '127.0.0.1', now = Date.now } = options;
  const { clientId = 'fake-client', clientSecret = 'fake-secret', tokenTtlS = DEFAULT_TOKEN_TTL_S } = options;
  const { accessKeyId = 'fake-key', accessKeySecret = 'fake-key-secret' } = options;
  const state = new FakeState({ clientId, clientSecret, accessKeyId, accessKeySecret, tokenTtlS, now });
  const server = createServer((request, response) => {
    handle(request, response, state).catch(() => request.destroy());
  });
  server.listen(port, host);
  await once(server, 'listening');
  const shown = host.includes(':') ? `[${host}]` : host;
  return {
    url: `http://${shown}:${server.address().port}`,
    stop: async () => {
      const closed = once(server, 'close');
      server.close();
      server.closeAllConnections();
      await closed;
    },
  };
}

/**
 * @param {import('node:http').IncomingMessage} request
 * @param {import('node:http').ServerResponse} response
 * @param {FakeState} state
 */
async function handle(request, response, state) {
  const path = (request.url ?? '/').split('?')[0] ?? '/';
  if (path === CONTROL_PATH) {
    await answer(response, () => answerControl(request, state));
    return;
  }
  if (path === TOKEN_PATH || path === ACCESS_KEY_PATH) countTokenRequest(response, state);
  if (misbehaves(request, response, state)) return;
  response.once('finish', () => state.countAnswer(response.statusCode));
  await answer(response, () => route(request, path, state));
}

/**
 * @param {import('node:http').IncomingMessage} request
 * @param {string} path
 * @param {FakeState} state
 * @returns {Promise<object>}
 */
async function route(request, path, state) {
  switch (path) {
    case TOKEN_PATH:
      return issueToken(request, state);
    case ACCESS_KEY_PATH:
      return issueByAccessKey(request, state);
    case DISCOVERY_PATH:
      return discover(request);
    default:
      return answerApi(request, path, state);
  }
}

/**
 * @param {import('node:http').ServerResponse} response
 * @param {() => Promise<object>} work
 */
async function answer(response, work) {
  try {
    sendJson(response, 200, await work());
  } catch (error) {
    if (!(error instanceof Refusal)) throw error;
    sendJson(response, error.status, error.body, error.headers);
  }
}

/**
 * @param {import('node:http').ServerResponse} response
 * @param {FakeState} state
 */
function countTokenRequest(response, state) {
  state.tokenRequests += 1;
  state.tokensInFlight += 1;
  state.tokensInFlightMax = Math.max(state.tokensInFlightMax, state.tokensInFlight);
  // `close` follows an answer and a lost connection alike.
  response.once('close', () => {
    state.tokensInFlight -= 1;
  });
}

/**
 * Does what the mode asks for; false in mode `ok`.
 * @param {import('node:http').IncomingMessage} request
 * @param {import('node:http').ServerResponse} response
 * @param {FakeState} state
 */
function misbehaves(request, response, state) {
  const { mode, retryAfter } = state;
  if (mode === 'ok') return false;
  if (mode === 'outage') {
    state.countAnswer('destroyed');
    request.destroy();
    return true;
  }
  // The body is read and dropped, so that the connection stays usable.
  request.resume();
  if (mode === 'hang') {
    state.countAnswer('hung');
    return true;
  }
  const limited = mode === 'rate_limited';
  const wait = retryAfter ?? (limited ? DEFAULT_RETRY_AFTER_S : null);
  const status = limited ? 429 : 503;
  state.countAnswer(status);
  sendJson(response, status, { error: mode }, wait === null ? {} : { 'Retry-After': String(wait) });
  return true;
}
