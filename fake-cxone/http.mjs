/** Bytes of a body. A mistake of a test must not fill the memory of the fake. */
const MAX_BODY_BYTES = 1_048_576;

/** An error of a handler that the server sends as the answer. */
export class Refusal extends Error {
  /**
   * @param {number} status
   * @param {object} body
   * @param {Record<string, string>} [headers]
   */
  constructor(status, body, headers = {}) {
    super(`refused with ${status}`);
    this.status = status;
    this.body = body;
    this.headers = headers;
  }
}

/**
 * Reads a request's body as text.
 * @param {import('node:http').IncomingMessage} request
 * @returns {Promise<string>}
 */
export async function readBody(request) {
  const chunks = [];
  let bytes = 0;
  for await (const chunk of request) {
    bytes += chunk.length;
    if (bytes > MAX_BODY_BYTES) throw new Refusal(413, { error: `the body is over ${MAX_BODY_BYTES} bytes` });
    chunks.push(chunk);
  }
  return Buffer.concat(chunks).toString('utf8');
}

/**
 * Parses a body that must be a JSON object.
 * @param {string} text
 * @returns {Record<string, unknown>}
 */
export function jsonObject(text) {
  let value;
  try {
    value = JSON.parse(text);
  } catch {
    value = undefined;
  }
  if (typeof value === 'object' && value !== null && !Array.isArray(value)) return value;
  throw badInput([{ field: 'body', expected: 'a JSON object' }]);
}

/**
 * A 400 that names each field and what it should have been.
 * @param {Array<{ field: string, expected: string }>} errors
 */
export function badInput(errors) {
  const told = errors.map(({ field, expected }) => `${field}: expected ${expected}`).join('; ');
  return new Refusal(400, { error: 'bad_input', error_description: told, errors });
}

/**
 * Refuses any other method than the ones named.
 * @param {import('node:http').IncomingMessage} request
 * @param {string[]} allowed
 */
export function allowMethods(request, allowed) {
  if (allowed.includes(request.method ?? '')) return;
  throw new Refusal(405, { error: `use ${allowed.join(' or ')}` }, { Allow: allowed.join(', ') });
}

/**
 * @param {import('node:http').ServerResponse} response
 * @param {number} status
 * @param {object} body
 * @param {Record<string, string>} [headers]
 */
export function sendJson(response, status, body, headers = {}) {
  response.writeHead(status, { 'Content-Type': 'application/json', ...headers });
  response.end(JSON.stringify(body));
}
