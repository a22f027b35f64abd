import { PROFILE_NAMES, secretVariable } from './signature-config.js';
import { REMOVED_VARIABLES } from './variables/removed.js';
import type { Variable } from './variables/variable.js';
import { VARIABLES } from './variables/variables.js';

/** A variable that is set and that nothing reads: it looks like one of ours, or an older version read it. */
export type UnknownVariable =
  | { name: string; /** The variable of ours that it is most like. */ nearest: string }
  | { name: string; /** What to set in its place. */ instead: string };

/** The variables that the service reads, and of secrets the same with `_FILE`. */
const KNOWN: ReadonlySet<string> = new Set([
  ...Object.entries<Variable>(VARIABLES).flatMap(([name, { type }]) =>
    type === 'secret' ? withFile(name) : [name],
  ),
  ...PROFILE_NAMES.flatMap((profile) => withFile(secretVariable(profile))),
]);

function withFile(name: string): string[] {
  return [name, `${name}_FILE`];
}

/** The beginnings of names that are ours alone. Others, such as `DATA_` or `REDIS_`, many programs use. */
const OUR_PREFIXES = [
  'BREAKER_',
  'CATALOG_',
  'CXONE_',
  'DEDUPE_',
  'DELIVERY_',
  'DLQ_',
  'INGEST_',
  'LEASE_',
  'RETRY_',
  'ROUTES_',
  'SCHEMA_',
  'STORE_',
  'TARGET_',
  'WEBHOOK_',
];

/** Names that belong to others, or whose ends an operator chooses (TARGET_SECRET_*), however like ours they are. */
const OF_OTHERS =
  /^(?:AWS|NODE|NPM|KUBERNETES|DOCKER|OTEL|GIT|GITHUB|CI|SSH|LC|XDG|TARGET_SECRET|\w*PROXY)(?:_|$)|^npm_/i;

/**
 * Finds variables that nothing reads and that look like ours: a slip of the pen away from a known name, or with a
 * beginning that is ours alone. Only names are looked at, never values.
 */
export function unknownVariables(env: Readonly<Record<string, string | undefined>>): UnknownVariable[] {
  return Object.keys(env)
    .filter((name) => env[name] !== undefined && !KNOWN.has(name) && !isOfOthers(name, env))
    .flatMap((name): UnknownVariable[] => {
      const instead = REMOVED_VARIABLES[name];
      if (instead !== undefined) return [{ name, instead }];
      const { nearest, distance } = nearestOf(name);
      const ours = OUR_PREFIXES.some((prefix) => name.toUpperCase().startsWith(prefix));
      return ours || distance <= slipsIn(nearest) ? [{ name, nearest }] : [];
    });
}

/** Kubernetes and Docker links set `<SERVICE>_PORT_...` and so on for each service beside this one. */
function isOfOthers(name: string, env: Readonly<Record<string, string | undefined>>): boolean {
  if (OF_OTHERS.test(name)) return true;
  const service = /^(\w+?)_(?:SERVICE_(?:HOST|PORT)|PORT)(?:_\w+)?$/.exec(name)?.[1];
  return service !== undefined && /^tcp:|^udp:/.test(env[`${service}_PORT`] ?? '');
}

/** How many slips make a name of this length by mistake: HOST and HOME are two names. */
function slipsIn({ length }: string): number {
  return length < 8 ? 1 : length < 16 ? 2 : 3;
}

function nearestOf(name: string): { nearest: string; distance: number } {
  let best = { nearest: '', distance: Infinity };
  for (const nearest of KNOWN) {
    const distance = distanceOf(name.toUpperCase(), nearest);
    if (distance < best.distance) best = { nearest, distance };
  }
  return best;
}

/**
 * Letters added, left out, replaced or swapped with their neighbour (optimal string alignment).
 *
 * @see https://en.wikipedia.org/wiki/Damerau%E2%80%93Levenshtein_distance
 */
function distanceOf(a: string, b: string): number {
  // A name of the environment may be of any length; ours are not.
  if (Math.abs(a.length - b.length) > 16) return Math.abs(a.length - b.length);
  let [before, last] = [[] as number[], Array.from({ length: b.length + 1 }, (_, index) => index)];
  for (let i = 1; i <= a.length; i++) {
    const row = [i];
    for (let j = 1; j <= b.length; j++) {
      const same = a[i - 1] === b[j - 1] ? 0 : 1;
      let cost = Math.min(last[j]! + 1, row[j - 1]! + 1, last[j - 1]! + same);
      const swapped = i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1];
      if (swapped) cost = Math.min(cost, before[j - 2]! + 1);
      row.push(cost);
    }
    [before, last] = [last, row];
  }
  return last[b.length]!;
}
