import { literalPattern } from '../runtime/literal-pattern.js';

/** Shorter values are no secrets, and would take letters out of ordinary text. */
const MIN_LENGTH = 6;

const HIDDEN = '***';

/** Words before a credential. @see https://www.iana.org/assignments/http-authschemes */
const SCHEME = /^(?:bearer|basic|digest|token|apikey|negotiate|hmac|key|secret)$/i;

/** Takes secrets out of a text. */
export type Redact = (text: string) => string;

/**
 * What takes these values out of a text, however it spells them: as they are, as parts (a token without its `Bearer`, the
 * password of `Basic`), in base64 and base64url, alone or within something longer, percent-encoded, in hex, escaped for
 * JSON and HTML. A spelling that the end of the text cuts off goes as well.
 */
export function redactor(values: readonly string[]): Redact {
  const secrets = [...new Set(values.flatMap(partsOf))].filter(({ length }) => length >= MIN_LENGTH);
  const spellings = [...new Set(secrets.flatMap(spellingsOf))]
    .filter(({ length }) => length >= MIN_LENGTH)
    .toSorted((a, b) => b.length - a.length);
  if (spellings.length === 0) return (text) => text;
  // What is left of base64 behind the letters that are the secret's alone.
  const pattern = new RegExp(`(?:${spellings.map(literalPattern).join('|')})(?:[\\w+/-]?={1,2})?`, 'gi');
  return (text) => withoutBeginning(text.replace(pattern, HIDDEN), spellings);
}

/** A value and what of it is secret by itself. */
function partsOf(value: string): string[] {
  const parts = value.split(/[\s,;]+/).filter((part) => !SCHEME.test(part));
  const assigned = parts.map((part) => part.slice(part.indexOf('=') + 1).replace(/^["']|["']$/g, ''));
  const credentials = parts.map((part) => Buffer.from(part, 'base64').toString('utf8'));
  const passwords = credentials
    .filter((text) => /^[\x20-\x7e]*:[\x20-\x7e]+$/.test(text))
    .flatMap((text) => [text, text.slice(text.indexOf(':') + 1)]);
  const keys = parts.filter((part) => part.startsWith('whsec_')).map((part) => part.slice('whsec_'.length));
  return [value, ...parts, ...assigned, ...passwords, ...keys];
}

function spellingsOf(secret: string): string[] {
  const bytes = Buffer.from(secret, 'utf8');
  const base64 = [0, 1, 2].map((offset) => base64Within(bytes, offset));
  const html = secret.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
  return [
    secret,
    encodeURIComponent(bytes.toString('utf8')),
    new URLSearchParams({ v: secret }).toString().slice(2),
    JSON.stringify(secret).slice(1, -1),
    html.replaceAll('"', '&quot;'),
    html.replaceAll('"', '&#34;').replaceAll("'", '&#39;'),
    ...base64,
    ...base64.map((text) => text.replaceAll('+', '-').replaceAll('/', '_')),
    ...base64.map(encodeURIComponent),
    secret.replaceAll('+', '-').replaceAll('/', '_'),
    bytes.toString('hex'),
  ];
}

/** The letters of base64 that are the secret's alone where it begins `offset` bytes behind a multiple of three. */
function base64Within(bytes: Buffer, offset: number): string {
  const whole = Buffer.concat([Buffer.alloc(offset), bytes])
    .toString('base64')
    .replace(/=+$/, '');
  const end = (offset + bytes.length) % 3 === 0 ? whole.length : whole.length - 1;
  return whole.slice([0, 2, 3][offset], end);
}

function withoutBeginning(text: string, spellings: readonly string[]): string {
  for (const spelling of spellings) {
    for (let length = Math.min(spelling.length - 1, text.length); length >= MIN_LENGTH; length--) {
      if (text.endsWith(spelling.slice(0, length))) return text.slice(0, -length) + HIDDEN;
    }
  }
  return text;
}
