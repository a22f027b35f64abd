import { DAY_MS, SECOND_MS, type Variable } from './variable.js';

export const ACCESS = {
  ACCESS_KEYS_FILE: {
    type: 'text',
    meaning:
      'The file of API keys ([its form](access.md#api-keys)); a change of it is in force within 10 s, without a restart.',
  },
  ACCESS_KEYS: {
    type: 'text',
    private: true,
    meaning: 'API keys without a file: `name:role:sha256`, several separated by commas.',
  },
  OIDC_ISSUER: {
    type: 'text',
    meaning:
      'The OpenID Connect provider whose tokens are accepted, exactly as its tokens name it (`iss`); https, or http on loopback.',
  },
  OIDC_AUDIENCE: {
    type: 'text',
    meaning: 'What the tokens must name as their audience (`aud`).',
  },
  OIDC_ROLES_CLAIM: {
    type: 'text',
    default: 'roles',
    meaning: 'The claim of a token that holds its roles: a dotted path, such as `realm_access.roles`.',
  },
  OIDC_ROLES: {
    type: 'text',
    meaning:
      "The provider's names for the roles of this service, separated by commas: `viewer:dlq-viewers,operator:dlq-ops,admin:dlq-admins`.",
  },
  OIDC_CLIENT_ID: {
    type: 'text',
    meaning: 'This service as a client of the provider, so that people sign in by browser.',
  },
  OIDC_CLIENT_SECRET: {
    type: 'secret',
    meaning: "The client's secret.",
  },
  SESSION_SECRET: {
    type: 'secret',
    meaning:
      'Seals the sessions of people in a browser: at least 32 bytes. With several, separated by commas, the first one seals, and all of them open.',
  },
  SESSION_MAX_AGE_S: {
    type: 'integer',
    default: 28_800,
    min: 60,
    max: (30 * DAY_MS) / SECOND_MS,
    meaning: 'How long a session lasts, seconds.',
    past: '401 `unauthenticated`; the person signs in again.',
  },
  METRICS_TOKEN: {
    type: 'secret',
    meaning:
      'The bearer token of a Prometheus server: it opens `/metrics` and nothing else, at least 32 characters. Several, separated by commas, are all good. Without it a scraper needs a key or a token of the role `viewer`.',
  },
} as const satisfies Record<string, Variable>;
