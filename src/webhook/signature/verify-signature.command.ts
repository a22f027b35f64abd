import { parseArgs } from 'node:util';
import { EnvReader } from '../../config/env-reader.js';
import { listOf, signatureProfile, signatureTolerance } from '../../config/signature-config.js';
import { readTime } from '../../domain/event/read-time.js';
import { explainSignature, type Question } from './explain-signature.js';
import { timestampOf, type Delivery } from '../../domain/signature/verify-signature.js';

const USAGE = `usage: cxone-dlq signature verify --profile P --secret-env NAME --body FILE --header 'K: V' [--header ...]

  --profile     as in WEBHOOK_SIGNATURES; custom is read from WEBHOOK_CUSTOM_PROFILE
  --secret-env  the variable that holds the secret, or several separated by commas; NAME_FILE works too
  --body        a file with the body, to the byte; - for standard input
  --header      a header of the delivery; give all of them
  --at          when the delivery arrived: RFC 3339, or a count of seconds (now)

It ends with 0 where the signature is right, 1 where it is not, and says why, 2 where it was asked wrongly.`;

/** What the command gets from its process. */
export interface CommandWorld {
  env: Readonly<Record<string, string | undefined>>;
  /** @throws where the file cannot be read. `-` is standard input. */
  readFile(path: string): Uint8Array;
  /** Milliseconds since the epoch. */
  now(): number;
}

export interface CommandResult {
  exitCode: 0 | 1 | 2;
  text: string;
}

class UsageError extends Error {}

/** Explains why a delivery is accepted or refused. */
export function verifySignatureCommand(args: string[], world: CommandWorld): CommandResult {
  try {
    const question = questionOf(args, world);
    if (question === null) return { exitCode: 0, text: USAGE };
    const { verified, lines } = explainSignature(question);
    return { exitCode: verified ? 0 : 1, text: lines.join('\n') };
  } catch (error) {
    if (!(error instanceof UsageError)) throw error;
    return { exitCode: 2, text: `${error.message}\n\n${USAGE}` };
  }
}

function questionOf(args: string[], world: CommandWorld): Question | null {
  const values = valuesOf(args);
  if (values.help) return null;
  const read = new EnvReader(world.env);
  const profile = signatureProfile(read, wanted('--profile', values.profile));
  const secrets = listOf(read.secretNamed(wanted('--secret-env', values['secret-env'])) ?? '');
  const toleranceS = signatureTolerance(read);
  if (read.problems.length > 0) throw new UsageError(read.problems.join('\n'));
  if (profile === null) throw new UsageError('--profile: expected a profile of WEBHOOK_SIGNATURES');
  if (secrets.length === 0) throw new UsageError('--secret-env: expected the name of a variable that is set');
  const delivery = { headers: headersOf(values.header ?? []), body: bodyOf(values.body, world) };
  return { profile, secrets, delivery, toleranceS, now: timeAt(values.at) ?? world.now() };
}

function valuesOf(args: string[]) {
  const text = { type: 'string' } as const;
  const options = {
    profile: text,
    'secret-env': text,
    body: text,
    header: { type: 'string', multiple: true },
    at: text,
    help: { type: 'boolean' },
  } as const;
  try {
    return parseArgs({ args, options }).values;
  } catch (error) {
    throw new UsageError(error instanceof Error ? error.message : 'unknown or incomplete options');
  }
}

function wanted(option: string, value: string | undefined): string {
  if (value) return value;
  throw new UsageError(`${option}: expected a value`);
}

/** As Node has them: names in lower case, repeated ones joined. */
function headersOf(lines: string[]): Delivery['headers'] {
  const headers = new Map<string, string>();
  for (const line of lines) {
    const [, name, value] = /^([^\s:]+):\s*(.*?)\s*$/s.exec(line) ?? [];
    if (name === undefined || value === undefined) throw new UsageError("--header: expected 'Name: value'");
    const before = headers.get(name.toLowerCase());
    headers.set(name.toLowerCase(), before === undefined ? value : `${before}, ${value}`);
  }
  return Object.fromEntries(headers);
}

function bodyOf(path: string | undefined, world: CommandWorld): Uint8Array {
  try {
    return world.readFile(wanted('--body', path));
  } catch (error) {
    if (error instanceof UsageError) throw error;
    throw new UsageError('--body: expected a file that can be read');
  }
}

function timeAt(text: string | undefined): number | null {
  if (text === undefined) return null;
  const time = timestampOf(text, 'any') ?? readTime(text);
  if (time === null) throw new UsageError('--at: expected a time such as 2026-03-02T09:15:00Z');
  return time;
}
