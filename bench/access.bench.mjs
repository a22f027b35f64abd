/**
 * What finding out who calls costs a request: 100,000 requests through the middleware with a key, beside the same without
 * access configured, in one run.
 *
 *   npm run bench:access -- [--rounds 5] [--requests 100000] [--keys 1000]
 *
 * CPU is this process's own, user and system, for each request: the median of the rounds.
 */
import { randomBytes } from 'node:crypto';
import { parseArgs } from 'node:util';
import { built } from '../scripts/built.mjs';
import { machine, measure, median, runRounds, table } from './harness.mjs';

const { admit } = await built('access/admit.js');
const { composeAccess } = await built('access/compose-access.js');
const { digestOfKey, newApiKey } = await built('access/keys/api-key.js');
const { OpenRoutes } = await built('access/open-routes.js');
const { SystemClock } = await built('runtime/clock.js');
const { Facts } = await built('runtime/facts.js');
const { SILENT_LOG: log } = await built('runtime/log/silent-log.js');

const { values } = parseArgs({
  options: {
    rounds: { type: 'string', default: '5' },
    requests: { type: 'string', default: '100000' },
    keys: { type: 'string', default: '1000' },
  },
});
const [rounds, requests, keyCount] = ['rounds', 'requests', 'keys'].map((name) => {
  const value = Number(values[name]);
  if (!Number.isInteger(value) || value < 1) throw new Error(`--${name}: expected a whole number from 1`);
  return value;
});

const LIMIT_MICROS = 20;

const keys = Array.from({ length: keyCount }, () => newApiKey(randomBytes));
const entries = keys.map((key, index) => ({
  name: `key ${index}`,
  role: 'viewer',
  sha256: digestOfKey(key),
  expiresAt: null,
}));

/** Requests of all callers in turn. @param {object | null} access the group of the configuration */
function through(access) {
  const config = { access, http: { publicUrl: null } };
  const room = composeAccess({ config, oidc: null, clock: new SystemClock(), facts: new Facts(log), log });
  const middleware = admit(room.admission, new OpenRoutes([]));
  return () =>
    measure(requests, 1, async (n) => {
      const authorization = `Bearer ${keys[n % keyCount]}`;
      const request = {
        method: 'GET',
        path: '/api/v1/dlq/events',
        ip: '192.0.2.1',
        headers: { authorization },
      };
      let passed = false;
      await middleware(request, {}, () => (passed = true));
      if (!passed) throw new Error('a good key was refused');
    });
}

const results = await runRounds(rounds, {
  'a key': through({ keys: entries, keysFile: null, oidc: null, session: null }),
  'no access configured': through(null),
});
const rows = Object.entries(results).map(([name, runs]) => [
  name,
  median(runs.map(({ cpuMicros }) => cpuMicros)),
]);
const [[, withKey], [, without]] = rows;
console.log(`${machine()}; ${requests} requests, ${keyCount} keys, medians of ${rounds} rounds.\n`);
console.log(table(['', 'CPU of a request, microseconds'], [...rows, ['the difference', withKey - without]]));
if (withKey - without > LIMIT_MICROS) {
  console.error(`a key costs more than ${LIMIT_MICROS} microseconds`);
  process.exitCode = 1;
}
