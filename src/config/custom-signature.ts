import {
  CUSTOM_PROFILE,
  PLAIN_HMAC,
  type SignatureProfile,
  type TimestampUnit,
} from '../domain/signature/signature-profile.js';
import type { EnvReader } from './env-reader.js';

/** A header's name: a token of RFC 9110, section 5.6.2. */
const TOKEN = /^[!#$%&'*+.^_`|~0-9A-Za-z-]+$/;
const PLACEHOLDERS = ['{body}', '{timestamp}', '{id}'];
const ENCODINGS = ['hex', 'base64', 'any'] as const;
const UNITS = ['s', 'ms', 'any'] as const satisfies readonly TimestampUnit[];
const SECRET_FORMS = ['text', 'hex', 'base64'] as const;

/** The profile that `WEBHOOK_CUSTOM_*` describes; `null` where it has no header. Problems go to `read.problems`. */
export function customProfile(read: EnvReader): SignatureProfile | null {
  const header = headerName(read, 'WEBHOOK_CUSTOM_HEADER');
  const template = templateOf(read);
  const timestampHeader = placeholderHeader(read, template, '{timestamp}', 'WEBHOOK_CUSTOM_TIMESTAMP_HEADER');
  const idHeader = placeholderHeader(read, template, '{id}', 'WEBHOOK_CUSTOM_ID_HEADER');
  const unit = read.oneOf('WEBHOOK_CUSTOM_TIMESTAMP_UNIT', UNITS, 'any');
  const encoding = read.oneOf('WEBHOOK_CUSTOM_ENCODING', ENCODINGS, 'any');
  const prefix = read.optional('WEBHOOK_CUSTOM_PREFIX');
  const secret = read.oneOf('WEBHOOK_CUSTOM_SECRET_FORM', SECRET_FORMS, 'text');
  if (header === null) {
    if (read.optional('WEBHOOK_CUSTOM_HEADER') === undefined) {
      read.problem(
        'WEBHOOK_CUSTOM_HEADER',
        'the header of the signature, since WEBHOOK_SIGNATURES has custom',
      );
    }
    return null;
  }
  return {
    ...PLAIN_HMAC,
    name: CUSTOM_PROFILE,
    header,
    prefixes: prefix === undefined ? PLAIN_HMAC.prefixes : [prefix],
    signed: [template],
    encodings: encoding === 'any' ? PLAIN_HMAC.encodings : [encoding],
    timestamp: timestampHeader === null ? null : { header: timestampHeader, unit },
    idHeader,
    secret,
  };
}

function templateOf(read: EnvReader): string {
  // A line break cannot be written into every kind of environment file.
  const template = read.text('WEBHOOK_CUSTOM_TEMPLATE', '{body}').replaceAll('\\n', '\n');
  const names = template.match(/\{[^{}]*\}/g) ?? [];
  const isOnce = names.filter((name) => name === '{body}').length === 1;
  if (!isOnce || names.some((name) => !PLACEHOLDERS.includes(name))) {
    read.problem('WEBHOOK_CUSTOM_TEMPLATE', '{body} once, {timestamp} and {id} where they are signed');
  }
  return template;
}

/** The header that a placeholder stands for: wanted where the template has it, and refused where it has not. */
function placeholderHeader(
  read: EnvReader,
  template: string,
  placeholder: string,
  variable: string,
): string | null {
  const isSigned = template.includes(placeholder);
  if (isSigned && read.optional(variable) === undefined) {
    read.problem(variable, `a header, since WEBHOOK_CUSTOM_TEMPLATE has ${placeholder}`);
  }
  if (!isSigned && read.optional(variable) !== undefined) {
    // Anybody could change a header that is not signed.
    read.problem('WEBHOOK_CUSTOM_TEMPLATE', `${placeholder}, since ${variable} is set`);
  }
  return headerName(read, variable);
}

function headerName(read: EnvReader, variable: string): string | null {
  const name = read.optional(variable);
  if (name === undefined) return null;
  if (!TOKEN.test(name)) read.problem(variable, 'the name of a header');
  return name.toLowerCase();
}
