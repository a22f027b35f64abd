/** A variable that is set and that nothing reads, though it looks like one of ours. */
export interface UnknownVariable {
  name: string;
  /** The variable of ours that it is most like. */
  nearest: string;
}

/**
 * Variables that are read only where others ask for them. Those that are read at every start are known by being read;
 * a test compares both with `.env.example`.
 */
export const READ_ON_DEMAND: readonly string[] = [
  'WEBHOOK_CUSTOM_HEADER',
  'WEBHOOK_CUSTOM_TEMPLATE',
  'WEBHOOK_CUSTOM_ENCODING',
  'WEBHOOK_CUSTOM_PREFIX',
  'WEBHOOK_CUSTOM_SECRET_FORM',
  'WEBHOOK_CUSTOM_TIMESTAMP_HEADER',
  'WEBHOOK_CUSTOM_TIMESTAMP_UNIT',
  'WEBHOOK_CUSTOM_ID_HEADER',
  'S3_FORCE_PATH_STYLE',
  'CXONE_ACCESS_KEY_ID',
  'CXONE_ACCESS_KEY_SECRET',
  'CXONE_ACCESS_KEY_SECRET_FILE',
];

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
 *
 * @param known every name that is read
 */
export function unknownVariables(
  env: Readonly<Record<string, string | undefined>>,
  known: ReadonlySet<string>,
): UnknownVariable[] {
  return Object.keys(env)
    .filter((name) => env[name] !== undefined && !known.has(name) && !isOfOthers(name, env))
    .flatMap((name) => {
      const { nearest, distance } = nearestOf(name, known);
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

function nearestOf(name: string, known: ReadonlySet<string>): { nearest: string; distance: number } {
  let best = { nearest: '', distance: Infinity };
  for (const nearest of known) {
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
