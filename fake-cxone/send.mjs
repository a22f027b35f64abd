import { randomInt } from 'node:crypto';
import { env } from 'node:process';
import { parseArgs } from 'node:util';
import { sendEvents } from './sender.mjs';
import { ENCODINGS, SHAPES } from './shapes.mjs';
import { customOf, signedHeaders, SIGNING_PROFILES } from './sign.mjs';

/** @param {string[]} names */
function wrapped(names) {
  const lines = names.map((name, index) => (index % 4 === 0 ? `\n${' '.repeat(21)}${name}` : name));
  return lines.join(', ').replaceAll(', \n', ',\n').slice(1);
}

const USAGE = `usage: node fake-cxone/send.mjs --url http://127.0.0.1:8080 --count 100 --rate 20 [options]

  --url            where the service listens
  --count          how many deliveries, from 1
  --rate           deliveries a second, above 0
  --broken         the share without interaction_id, 0 to 1 (0)
  --seed           the same seed makes the same ids again, 0 to 4294967295 (a random one)
  --retry-delay-ms before an event is delivered again, 0 to 60000 (1000)
  --shape          one or more of these, by commas, each in its turn; or all (contract):
${wrapped(SHAPES)}
  --batch          events in a delivery of a batch shape, 1 to 1000 (3)
  --as             ${ENCODINGS.join(', ')} (json)
  --repeat         how often each delivery is sent at once, 1 to 100 (1)
  --sign           sign as a profile says: ${SIGNING_PROFILES.join(', ')}
  --secret-env     the variable that holds the secret; custom reads WEBHOOK_CUSTOM_PROFILE too

It ends with one line of JSON. sent = accepted + given_up; of the events in them, dead_lettered came back with a trace
id, duplicates as known already.
`;
const OPTION_NAMES = [
  'url',
  'count',
  'rate',
  'broken',
  'seed',
  'retry-delay-ms',
  'shape',
  'batch',
  'as',
  'repeat',
  'sign',
  'secret-env',
];

/** @param {string[]} args */
function optionsOf(args) {
  const options = Object.fromEntries(OPTION_NAMES.map((name) => [name, { type: 'string' }]));
  const { values } = parseArgs({ args, options: { ...options, help: { type: 'boolean' } } });
  if (values.help) return null;
  return {
    url: httpUrl(values.url),
    count: numberOf('count', values.count, { expected: 'a whole number from 1', min: 1, whole: true }),
    rate: numberOf('rate', values.rate, {
      expected: 'a number from 0.001 to 10000',
      min: 0.001,
      max: 10_000,
    }),
    broken: numberOf('broken', values.broken ?? '0', { expected: 'a share from 0 to 1', min: 0, max: 1 }),
    seed: numberOf('seed', values.seed ?? String(randomInt(2 ** 32)), {
      expected: 'a whole number from 0 to 4294967295',
      min: 0,
      max: 2 ** 32 - 1,
      whole: true,
    }),
    retryDelayMs: numberOf('retry-delay-ms', values['retry-delay-ms'] ?? '1000', {
      expected: 'a whole number from 0 to 60000',
      min: 0,
      max: 60_000,
      whole: true,
    }),
    shapes: shapesOf(values.shape ?? 'contract'),
    batch: numberOf('batch', values.batch ?? '3', {
      expected: 'a whole number from 1 to 1000',
      min: 1,
      max: 1_000,
      whole: true,
    }),
    encoding: encodingOf(values.as ?? 'json'),
    repeat: numberOf('repeat', values.repeat ?? '1', {
      expected: 'a whole number from 1 to 100',
      min: 1,
      max: 100,
      whole: true,
    }),
    headersOf: signerOf(values.sign, values['secret-env']),
  };
}

/** @param {string} text */
function shapesOf(text) {
  const names = text === 'all' ? SHAPES : text.split(',');
  if (names.every((name) => SHAPES.includes(name))) return names;
  throw new Error(`--shape: expected all, or some of ${SHAPES.join(', ')}, got ${text}`);
}

/** @param {string} text */
function encodingOf(text) {
  if (ENCODINGS.includes(text)) return text;
  throw new Error(`--as: expected one of ${ENCODINGS.join(', ')}, got ${text}`);
}

/**
 * What signs a body; nothing where no profile is named.
 * @param {string | undefined} profile
 * @param {string | undefined} variable
 * @returns {(body: string) => Record<string, string>}
 */
function signerOf(profile, variable) {
  if (profile === undefined) return () => ({});
  if (!SIGNING_PROFILES.includes(profile)) {
    throw new Error(`--sign: expected one of ${SIGNING_PROFILES.join(', ')}, got ${profile}`);
  }
  // The first of several: the receiver may know older ones too.
  const secret = (variable === undefined ? '' : (env[variable] ?? '')).split(',')[0]?.trim();
  if (!secret) throw new Error('--secret-env: expected the name of a variable that is set');
  const custom = customOf(env);
  // What is wrong shows before anything is sent.
  signedHeaders({ profile, secret, body: '', custom });
  return (body) => signedHeaders({ profile, secret, body, custom });
}

/** @param {string | undefined} text */
function httpUrl(text) {
  if (text !== undefined && URL.canParse(text) && new URL(text).protocol === 'http:') return text;
  throw new Error(`--url: expected an http:// address${text === undefined ? '' : `, got ${text}`}`);
}

/**
 * @param {string} name
 * @param {string | undefined} text
 * @param {{ expected: string, min: number, max?: number, whole?: boolean }} rule
 */
function numberOf(name, text, { expected, min, max = Number.MAX_SAFE_INTEGER, whole = false }) {
  const value = Number(text);
  const fits = text?.trim() && value >= min && value <= max && (!whole || Number.isInteger(value));
  if (fits) return value;
  throw new Error(`--${name}: expected ${expected}${text === undefined ? '' : `, got ${text}`}`);
}

let options;
try {
  options = optionsOf(process.argv.slice(2));
} catch (error) {
  process.stderr.write(`${error.message}\n\n${USAGE}`);
  process.exit(2);
}
if (options === null) process.stdout.write(USAGE);
else process.stdout.write(`${JSON.stringify(await sendEvents(options))}\n`);
