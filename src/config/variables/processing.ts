import type { Variable } from './variable.js';

/** What a target may ask for in ROUTES_FILE has the same limits. */
export const TIMEOUT_MS = { min: 10, max: 60_000 };
export const MAX_IN_FLIGHT = { min: 1, max: 10_000 };

export const PROCESSING = {
  SCHEMA_DIR: {
    type: 'text',
    otherwise: 'in the bucket',
    meaning:
      'The directory of schemas and upcasters, in the place of those in the bucket ([schemas.md](schemas.md)).',
  },
  PROCESSORS_DIR: {
    type: 'text',
    meaning:
      'The directory of processors in code, `*.processor.js` or `.mjs`, loaded at the start ([extending.md](extending.md)).',
  },
  TARGET_URL: { type: 'text', meaning: 'Sends events there, as target `default`.' },
  DELIVERY_SECRET: {
    type: 'secret',
    meaning:
      'Signs events by Standard Webhooks: `whsec_...`, several separated by commas while one is replaced.',
  },
  ROUTES_FILE: {
    type: 'text',
    meaning: 'Targets and routes in YAML or JSON ([targets.md](targets.md)); a change is taken within 5 s.',
  },
  TARGET_SECRET_DIR: {
    type: 'text',
    meaning: 'The directory of the files that `ROUTES_FILE` may name (`secret_file`).',
  },
  DELIVERY_TIMEOUT_MS: {
    type: 'integer',
    default: 10_000,
    ...TIMEOUT_MS,
    meaning: 'Time of one call to a target; a target may have its own (`timeout_ms`).',
    past: '`upstream_timeout`.',
  },
  DELIVERY_MAX_IN_FLIGHT: {
    type: 'integer',
    default: 64,
    ...MAX_IN_FLIGHT,
    meaning: 'Calls to one target at once; a target may have its own (`max_in_flight`).',
    past: 'A retry waits before its record is claimed, 60 s at most (5 s where a person asked, 1 s for a retry of the queue); a new event waits 1 s at most, then it is stored as `target_busy`.',
  },
  DELIVERY_ALLOW_PRIVATE: {
    type: 'boolean',
    default: false,
    meaning: 'Targets may be at private addresses; else the service does not start with one.',
  },
} as const satisfies Record<string, Variable>;
