import type { FieldProblem } from '../../domain/event/event.js';
import { targetSecrets, SECRETS_EXPECTED } from '../../domain/target/target-secret.js';
import { FileSection } from '../../config/file-section.js';
import type { TargetSettings } from './routes.js';
import {
  isPrivateUrl,
  PUBLIC_EXPECTED,
  targetUrl,
  TARGET_URL_EXPECTED,
} from '../../domain/target/target-url.js';

/** The defaults and limits of a target's section. */
export interface TargetLimits {
  timeoutMs: number;
  maxInFlight: number;
  timeoutRange: { min: number; max: number };
  inFlightRange: { min: number; max: number };
  /** Whether a target may be at an address that is not public. */
  allowPrivate: boolean;
}

/** Reads the secrets that the file names. */
export interface SecretSource {
  variable(name: string): SecretReading;
  file(path: string): SecretReading;
}

/** A secret, or what was expected instead of its name. */
export type SecretReading = { value: string } | { expected: string };

const KNOWN = ['url', 'secret_env', 'secret_file', 'timeout_ms', 'headers', 'max_in_flight'];
const SECRET_HEADER = ['secret_env', 'secret_file'];

/** A header's name: a token of RFC 9110, section 5.6.2; and a value that can stand in one. */
const TOKEN = /^[!#$%&'*+.^_`|~0-9A-Za-z-]+$/;
const VALUE = /^[\x20-\x7e]+$/;

/** Headers that are ours, or HTTP's own. */
const OURS =
  /^(?:host|connection|content-.*|transfer-encoding|te|trailer|upgrade|expect|user-agent|accept-encoding|idempotency-key|webhook-.*|x-dlq-.*)$/i;

/** Reads the target called `name`. Problems go to `problems`. */
export function readTarget(
  name: string,
  value: unknown,
  problems: FieldProblem[],
  { limits, secrets }: { limits: TargetLimits; secrets: SecretSource },
): TargetSettings {
  const section = FileSection.of(`targets.${name}`, value, problems, KNOWN);
  const text = section.wanted('url', TARGET_URL_EXPECTED);
  const url = text === undefined ? null : targetUrl(text);
  if (text !== undefined && url === null) section.problem('url', TARGET_URL_EXPECTED);
  if (url !== null && !limits.allowPrivate && isPrivateUrl(url)) section.problem('url', PUBLIC_EXPECTED);
  const secret = secretIn(section, secrets);
  const keys = secret === undefined ? [] : targetSecrets(secret.value);
  if (keys === null) section.problem(secret?.name ?? '', `the place of a secret: ${SECRETS_EXPECTED}`);
  return {
    name,
    url: url ?? '',
    secrets: keys ?? [],
    headers: headersIn(section, secrets),
    timeoutMs: section.integer('timeout_ms', limits.timeoutMs, limits.timeoutRange),
    maxInFlight: section.integer('max_in_flight', limits.maxInFlight, limits.inFlightRange),
  };
}

/** The secret that `secret_env` or `secret_file` names, and which of the two names it. */
function secretIn(section: FileSection, source: SecretSource): { name: string; value: string } | undefined {
  const [variable, file] = [section.text('secret_env'), section.text('secret_file')];
  if (variable !== undefined && file !== undefined) {
    section.problem('secret_env', 'either secret_env or secret_file, not both');
    return undefined;
  }
  const name = variable === undefined ? 'secret_file' : 'secret_env';
  const place = variable ?? file;
  if (place === undefined) return undefined;
  const reading = name === 'secret_env' ? source.variable(place) : source.file(place);
  if ('value' in reading) return { name, value: reading.value };
  section.problem(name, reading.expected);
  return undefined;
}

function headersIn(section: FileSection, source: SecretSource): Record<string, string> {
  const value = section.raw('headers');
  if (value === undefined) return {};
  const headers = FileSection.of(section.pathOf('headers'), value, section.problems, null);
  const entries = headers.names.map((name) => [name, headerValue(headers, name, source)] as const);
  return Object.fromEntries(entries);
}

function headerValue(headers: FileSection, name: string, source: SecretSource): string {
  if (!TOKEN.test(name)) headers.problem(name, 'the name of a header');
  else if (OURS.test(name)) headers.problem(name, 'a header that the service does not set by itself');
  const value = headers.raw(name);
  if (value instanceof Map) {
    const place = FileSection.of(headers.pathOf(name), value, headers.problems, SECRET_HEADER);
    const before = headers.problems.length;
    const secret = secretIn(place, source);
    if (secret !== undefined && VALUE.test(secret.value)) return secret.value;
    if (headers.problems.length === before) {
      headers.problem(name, 'secret_env or secret_file, the place of a value of visible ASCII');
    }
    return '';
  }
  const text = headers.wanted(name, 'a text, or secret_env or secret_file');
  if (text !== undefined && !VALUE.test(text)) headers.problem(name, 'a value of visible ASCII');
  return text ?? '';
}
