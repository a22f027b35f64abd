/**
 * The rooms of `src`, from the bottom to the top: what each is for, and which other rooms it may import. Every arrow points
 * down. `npm run lint:rooms` holds it (dependency-cruiser), and the map in ARCHITECTURE.md is compared with it.
 * `composes`: the room starts the service, so it also imports the files of `src` itself.
 *
 * @type {Record<string, { purpose: string, mayImport: string[], composes?: true }>}
 */
export const ROOMS = {
  domain: {
    purpose:
      'events, dead letters, retry policy, JSON as text, signatures, target addresses, roles: pure functions and types',
    mayImport: [],
  },
  runtime: {
    purpose: 'what tests replace: clock, chance, ids, log; and deadlines, limits, shutdown',
    mayImport: ['domain'],
  },
  config: {
    purpose: 'the environment, typed and checked; the only reader of `process.env`',
    mayImport: ['domain'],
  },
  http: {
    purpose: 'what every HTTP answer shares: problems, bodies, limits, headers, validation',
    mayImport: ['domain', 'runtime', 'config'],
  },
  outbound: {
    purpose: 'one sender for all calls out: proxies, public addresses, network errors',
    mayImport: ['domain', 'runtime', 'config'],
  },
  access: {
    purpose: 'who may call the operator API: keys, OpenID Connect, sessions, roles',
    mayImport: ['domain', 'runtime', 'config', 'http', 'outbound'],
  },
  store: {
    purpose: 'the `ObjectStore` port, its adapters (S3, files), their proof and limits, confirmed calls',
    mayImport: ['domain', 'runtime', 'config', 'outbound'],
  },
  audit: {
    purpose: 'who changed what, and why: one object for each change, written before it',
    mayImport: ['domain', 'runtime', 'config', 'http', 'access', 'store'],
  },
  dlq: {
    purpose: 'dead letters in the store: codec, reading, changing, accepting',
    mayImport: ['domain', 'runtime', 'config', 'http', 'access', 'audit', 'store'],
  },
  catalog: {
    purpose: 'what is in the store, in memory: index, query, listing, stats, scanner, snapshot',
    mayImport: ['domain', 'runtime', 'config', 'http', 'access', 'store', 'dlq'],
  },
  groups: {
    purpose:
      'why dead letters failed: causes, what people note of them, what a change has fixed, when they came',
    mayImport: ['domain', 'runtime', 'config', 'http', 'access', 'audit', 'store', 'catalog'],
  },
  auth: {
    purpose: 'CXone as the configured client: grants, tokens, calls, validation, acknowledgement',
    mayImport: ['domain', 'runtime', 'config', 'outbound'],
  },
  processing: {
    purpose: 'one run of one event: router, schemas, targets, breakers, dry run',
    mayImport: [
      'domain',
      'runtime',
      'config',
      'http',
      'access',
      'audit',
      'outbound',
      'store',
      'dlq',
      'catalog',
      'groups',
      'auth',
    ],
  },
  ledger: {
    purpose: 'who has an event: one answer for the webhook and for every attempt',
    mayImport: ['domain', 'runtime', 'dlq', 'catalog'],
  },
  retry: {
    purpose:
      'every attempt (attempt engine), and retries: a page, one record, what is due (sweep), over a queue (dispatch)',
    mayImport: [
      'domain',
      'runtime',
      'config',
      'http',
      'access',
      'audit',
      'store',
      'dlq',
      'catalog',
      'ledger',
      'processing',
    ],
  },
  decisions: {
    purpose: 'what a person decides about one dead letter: correct, undo, discard, restore',
    mayImport: [
      'domain',
      'runtime',
      'config',
      'http',
      'access',
      'audit',
      'store',
      'dlq',
      'catalog',
      'processing',
      'retry',
    ],
  },
  redrives: {
    purpose: 'many dead letters at once',
    mayImport: [
      'domain',
      'runtime',
      'config',
      'http',
      'access',
      'audit',
      'store',
      'dlq',
      'catalog',
      'processing',
      'retry',
      'decisions',
    ],
  },
  webhook: {
    purpose: 'the edge: gates, signatures, reading a delivery, ingestion, the answer',
    mayImport: [
      'domain',
      'runtime',
      'config',
      'http',
      'access',
      'store',
      'dlq',
      'ledger',
      'processing',
      'retry',
    ],
  },
  notify: {
    purpose: 'telling people: channels, and which replica tells of what',
    mayImport: ['domain', 'runtime', 'config', 'http', 'access', 'outbound', 'store', 'catalog', 'groups'],
  },
  health: {
    purpose: 'live, ready, version',
    mayImport: ['runtime', 'config', 'http', 'access', 'processing'],
  },
  metrics: {
    purpose: 'figures for Prometheus: counted from facts, read from gauges',
    mayImport: ['domain', 'runtime', 'config', 'http', 'access', 'health'],
  },
  console: {
    purpose: 'the files of the console (folder `console`), as a browser loads them',
    mayImport: ['http', 'access'],
  },
  tracing: {
    purpose: 'traces of events with OpenTelemetry; loaded only where a collector is configured',
    mayImport: ['domain', 'runtime', 'config'],
  },
  cluster: {
    purpose: '`WORKERS=n`: processes behind one port',
    mayImport: ['runtime', 'config', 'metrics'],
  },
  package: {
    purpose: 'what other programs import: processors, and what their tests need',
    mayImport: [
      'domain',
      'runtime',
      'config',
      'audit',
      'store',
      'dlq',
      'catalog',
      'processing',
      'retry',
      'webhook',
    ],
  },
  embedded: {
    purpose: 'the service inside a Nest application of somebody else',
    mayImport: ['runtime', 'config', 'http', 'store', 'processing'],
    composes: true,
  },
};
