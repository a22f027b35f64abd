import { createHmac, randomUUID } from 'node:crypto';

/**
 * The sender's side of all signature profiles. It shares no code with the receiver on purpose: a common mistake would
 * not be found.
 * @type {Record<string, (delivery: import('./sign.d.mjs').Delivery) => Record<string, string>>}
 */
const PROFILES = {
  'nice-b64': ({ secret, body }) => ({ 'X-Nice-Webhook-Signature': hmac(secret, body).toString('base64') }),
  'nice-ts': ({ secret, body, now }) => ({
    'X-Nice-Webhook-Timestamp': String(now),
    'X-Nice-Webhook-Signature': hmac(secret, `${now}.`, body).toString('hex'),
  }),
  nice: ({ secret, body }) => ({ 'X-Nice-Signature': hmac(secret, body).toString('hex') }),
  'cxone-hex': ({ secret, body, now }) => ({
    'X-CXone-Timestamp': seconds(now),
    'X-CXone-Signature': hmac(secret, `${seconds(now)}.`, body).toString('hex'),
  }),
  message: ({ secret, body }) => ({ 'X-Message-Signature': hmac(secret, body).toString('base64') }),
  nexus: ({ secret, body, now }) => ({
    'X-Nexus-Timestamp': seconds(now),
    'X-Nexus-Signature-256': `sha256=${hmac(secret, `${seconds(now)}.`, body).toString('hex')}`,
  }),
  'standard-webhooks': ({ secret, body, now, id }) => {
    const key = Buffer.from(secret.replace('whsec_', ''), 'base64');
    const signature = hmac(key, `${id}.${seconds(now)}.`, body).toString('base64');
    return {
      'webhook-id': id,
      'webhook-timestamp': seconds(now),
      'webhook-signature': `v1,${signature}`,
    };
  },
  bearer: ({ secret }) => ({ Authorization: `Bearer ${secret}` }),
  custom: customHeaders,
};

export const SIGNING_PROFILES = Object.keys(PROFILES);

/**
 * The headers of a delivery that is signed as `profile` says.
 * @param {import('./sign.d.mjs').SignOptions} options
 * @returns {Record<string, string>}
 */
export function signedHeaders({ profile, secret, body, now = Date.now(), id = randomUUID(), custom = {} }) {
  if (!Object.hasOwn(PROFILES, profile)) {
    throw new Error(`the profile: expected one of ${SIGNING_PROFILES.join(', ')}`);
  }
  return PROFILES[profile]({ secret, body: Buffer.from(body), now, id, custom });
}

/**
 * What the service's variable WEBHOOK_CUSTOM_PROFILE says, so that one environment serves both sides.
 * @param {Record<string, string | undefined>} env
 * @returns {import('./sign.d.mjs').CustomProfile}
 */
export function customOf(env) {
  return env.WEBHOOK_CUSTOM_PROFILE ? JSON.parse(env.WEBHOOK_CUSTOM_PROFILE) : {};
}

/** @param {import('./sign.d.mjs').Delivery} delivery */
function customHeaders({ secret, body, now, id, custom }) {
  const { header, template = '{body}', encoding, prefix = '', timestamp_header, id_header } = custom;
  const { secret_form: secretForm = 'text' } = custom;
  if (header === undefined)
    throw new Error('the custom profile: expected WEBHOOK_CUSTOM_PROFILE with a header');
  const timestamp = custom.timestamp_unit === 'ms' ? String(now) : seconds(now);
  const [before = '', after = ''] = template
    .replace('{timestamp}', timestamp)
    .replace('{id}', id)
    .split('{body}');
  const key = secretForm === 'text' ? secret : Buffer.from(secret, secretForm);
  const headers = {
    [header]: `${prefix}${hmac(key, before, body, after).toString(encoding === 'base64' ? 'base64' : 'hex')}`,
  };
  if (timestamp_header !== undefined) headers[timestamp_header] = timestamp;
  if (id_header !== undefined) headers[id_header] = id;
  return headers;
}

/**
 * @param {string | Uint8Array} key
 * @param {Array<string | Uint8Array>} parts
 */
function hmac(key, ...parts) {
  const sum = createHmac('sha256', key);
  for (const part of parts) sum.update(part);
  return sum.digest();
}

/** @param {number} now */
function seconds(now) {
  return String(Math.floor(now / 1_000));
}
