import type { Variable } from './variable.js';

export const CXONE = {
  CXONE_BASE_URL: { type: 'url', meaning: "The address of CXone's API; needed where a path is set." },
  CXONE_CLIENT_ID: { type: 'secret', meaning: 'The OAuth client.' },
  CXONE_CLIENT_SECRET: { type: 'secret', meaning: 'The secret of the OAuth client.' },
  CXONE_AUTH_MODE: {
    type: 'choice',
    values: ['client_credentials', 'password', 'access_key'],
    default: 'client_credentials',
    meaning:
      'How a token is asked for: `password` takes an access key and a client, as NICE documents it; `access_key` is for older clusters.',
  },
  CXONE_ACCESS_KEY_ID: { type: 'secret', meaning: 'The access key, for `password` and `access_key`.' },
  CXONE_ACCESS_KEY_SECRET: { type: 'secret', meaning: 'The secret of the access key.' },
  CXONE_CLIENT_AUTH: {
    type: 'choice',
    values: ['body', 'basic'],
    otherwise: '`body`; `basic` with `password`',
    meaning: 'Where the client and its secret stand in the request for a token.',
  },
  CXONE_TOKEN_URL: {
    type: 'text',
    otherwise:
      '`/api/v2/oauth/token`; `/authentication/v1/token/access-key` with `access_key`; discovery with `password`',
    meaning:
      'The token endpoint: an address, or a path after `CXONE_BASE_URL`; with `password` also the address of a discovery document (`.../.well-known/openid-configuration`).',
  },
  CXONE_TOKEN_PARAMS: {
    type: 'text',
    private: true,
    otherwise: '`scope=data-actions:read data-actions:write`; none with `password`',
    meaning: 'Parameters of the form: `name=value&name=value`; `scope=` sends no scope.',
  },
  CXONE_VALIDATE_PATH: {
    type: 'text',
    meaning:
      'Asks CXone before processing: `GET` of this path with `{event_id} {tenant_id} {interaction_id}` filled in; 2xx passes.',
  },
  CXONE_ACKNOWLEDGE_PATH: {
    type: 'text',
    meaning: 'Tells CXone after a retried event succeeded: `POST {event_id, trace_id}`.',
  },
  CXONE_MAX_IN_FLIGHT: {
    type: 'integer',
    default: 90,
    min: 1,
    max: 10_000,
    meaning:
      'Requests to CXone at once, divided among `WORKERS`; CXone takes 100 of a tenant, so share them out among replicas.',
    past: 'As at a target: a retry waits before its record is claimed, a new event waits 1 s at most.',
  },
} as const satisfies Record<string, Variable>;
