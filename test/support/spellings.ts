import { lower } from '../../src/domain/masking/text-views.js';

/** How an answer may spell a secret. */
export function spellings(secret: string): string[] {
  const escaped = JSON.stringify(secret).slice(1, -1);
  const base64 = Buffer.from(secret).toString('base64').replace(/=+$/, '').slice(0, -1);
  const all = [secret, escaped, JSON.stringify(escaped).slice(1, -1), encodeURIComponent(secret), base64];
  const [start, end] = [secret.slice(0, 9), secret.slice(-9)];
  return [...new Set([...all, start, end].map(lower))];
}
