import { Webhook } from 'standardwebhooks';

const FORM = /^whsec_[A-Za-z0-9+/]+={0,2}$/;

/**
 * Bytes of a secret. @see https://github.com/standard-webhooks/standard-webhooks/blob/main/spec/standard-webhooks.md
 */
const BYTES = { min: 24, max: 64 };

export const SECRETS_EXPECTED = `whsec_ and base64 of ${BYTES.min} to ${BYTES.max} bytes, or several of these separated by commas`;

/** The secrets in a text, the newest first; `null` where it is not as SECRETS_EXPECTED says. */
export function targetSecrets(text: string): string[] | null {
  const secrets = text.split(/[,\r\n]/).flatMap((part) => part.trim() || []);
  return secrets.length > 0 && secrets.every(isSecret) ? secrets : null;
}

function isSecret(secret: string): boolean {
  const bytes = Buffer.from(secret.slice('whsec_'.length), 'base64').length;
  if (!FORM.test(secret) || bytes < BYTES.min || bytes > BYTES.max) return false;
  try {
    // Its own decoder is stricter than Node's, and must not fail in the middle of a call.
    return new Webhook(secret) instanceof Webhook;
  } catch {
    return false;
  }
}

/**
 * The headers that sign a call to a target by Standard Webhooks: one signature for each secret, so that a secret can be
 * replaced without a gap. None where there is no secret.
 *
 * @param id the same for every attempt at the same event
 * @param now milliseconds since the epoch
 */
export function signedHeaders(
  secrets: readonly string[],
  { id, now, body }: { id: string; now: number; body: string },
): Record<string, string> {
  if (secrets.length === 0) return {};
  const signatures = secrets.map((secret) => new Webhook(secret).sign(id, new Date(now), body));
  return {
    'webhook-id': id,
    'webhook-timestamp': String(Math.floor(now / 1_000)),
    'webhook-signature': signatures.join(' '),
  };
}
