import {
  CUSTOM_PROFILE,
  PLAIN_HMAC,
  type SignatureProfile,
  type TimestampUnit,
} from '../domain/signature/signature-profile.js';
import type { EnvReader } from './env-reader.js';

const VARIABLE = 'WEBHOOK_CUSTOM_PROFILE';

/** A header's name: a token of RFC 9110, section 5.6.2. */
const TOKEN = /^[!#$%&'*+.^_`|~0-9A-Za-z-]+$/;
const PLACEHOLDERS = ['{body}', '{timestamp}', '{id}'];
const ENCODINGS = ['hex', 'base64', 'any'] as const;
const UNITS = ['s', 'ms', 'any'] as const satisfies readonly TimestampUnit[];
const SECRET_FORMS = ['text', 'hex', 'base64'] as const;

/** What the JSON object of the variable may hold; the header alone is needed. */
const MEMBERS = [
  'header',
  'template',
  'encoding',
  'prefix',
  'secret_form',
  'timestamp_header',
  'timestamp_unit',
  'id_header',
] as const;
type MemberName = (typeof MEMBERS)[number];
type Members = Partial<Record<MemberName, string>>;

/**
 * The profile that WEBHOOK_CUSTOM_PROFILE describes; `null` where it has no header. Problems go to `read.problems`, by
 * the name of their member.
 */
export function customProfile(read: EnvReader): SignatureProfile | null {
  const members = membersOf(read);
  if (members === null) return null;
  const header = headerName(read, members, 'header');
  const template = templateOf(read, members);
  const timestampHeader = placeholderHeader(read, members, '{timestamp}', 'timestamp_header');
  const idHeader = placeholderHeader(read, members, '{id}', 'id_header');
  const unit = choice(read, members, 'timestamp_unit', UNITS) ?? 'any';
  const encoding = choice(read, members, 'encoding', ENCODINGS) ?? 'any';
  const secret = choice(read, members, 'secret_form', SECRET_FORMS) ?? 'text';
  const { prefix } = members;
  if (header === null) {
    if (members.header === undefined) problem(read, 'header', 'the header of the signature');
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

/** The members that are set: text that is not empty. */
function membersOf(read: EnvReader): Members | null {
  const text = read.text(VARIABLE);
  if (text === undefined) {
    read.problem(VARIABLE, 'a profile, such as {"header":"X-Sig"}, since WEBHOOK_SIGNATURES has custom');
    return null;
  }
  const entries = objectOf(text);
  if (entries === null) {
    read.problem(VARIABLE, 'a JSON object, such as {"header":"X-Sig","template":"{timestamp}.{body}"}');
    return null;
  }
  const members: Members = {};
  for (const [name, value] of entries) {
    const member = MEMBERS.find((each) => each === name);
    if (member === undefined) read.problem(VARIABLE, `no members but ${MEMBERS.join(', ')}`);
    else if (typeof value !== 'string') problem(read, member, 'text');
    else if (value !== '') members[member] = value;
  }
  return members;
}

function objectOf(text: string): Array<[string, unknown]> | null {
  try {
    const value: unknown = JSON.parse(text);
    const isObject = typeof value === 'object' && value !== null && !Array.isArray(value);
    return isObject ? Object.entries(value) : null;
  } catch {
    return null;
  }
}

function templateOf(read: EnvReader, { template = '{body}' }: Members): string {
  const names = template.match(/\{[^{}]*\}/g) ?? [];
  const isOnce = names.filter((name) => name === '{body}').length === 1;
  if (!isOnce || names.some((name) => !PLACEHOLDERS.includes(name))) {
    problem(read, 'template', '{body} once, {timestamp} and {id} where they are signed');
  }
  return template;
}

/** The header that a placeholder stands for: wanted where the template has it, and refused where it has not. */
function placeholderHeader(
  read: EnvReader,
  members: Members,
  placeholder: string,
  member: 'timestamp_header' | 'id_header',
): string | null {
  const isSigned = (members.template ?? '').includes(placeholder);
  if (isSigned && members[member] === undefined) {
    problem(read, member, `a header, since the template has ${placeholder}`);
  }
  if (!isSigned && members[member] !== undefined) {
    // Anybody could change a header that is not signed.
    problem(read, 'template', `${placeholder}, since ${member} is set`);
  }
  return headerName(read, members, member);
}

function headerName(read: EnvReader, members: Members, member: MemberName): string | null {
  const name = members[member];
  if (name === undefined) return null;
  if (!TOKEN.test(name)) problem(read, member, 'the name of a header');
  return name.toLowerCase();
}

function choice<T extends string>(
  read: EnvReader,
  members: Members,
  member: MemberName,
  values: readonly T[],
): T | undefined {
  const text = members[member];
  const found = values.find((value) => value === text);
  if (text !== undefined && found === undefined) problem(read, member, `one of ${values.join(', ')}`);
  return found;
}

function problem(read: EnvReader, member: MemberName, expected: string): void {
  read.problem(`${VARIABLE}.${member}`, expected);
}
