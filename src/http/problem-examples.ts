import type { ProblemDetails } from './problem.js';

const TRACE_ID = 'DLQ-1729712345678-9f86d081884c7d659a2feaa0c55ad015';

/** What a problem answer looks like, by its `code`. `docs/error-codes.md` has the meaning of each. */
const EXAMPLES = {
  invalid_json: bad('The body is not JSON.', 'body', 'a JSON object in UTF-8, or a form'),
  not_an_event: bad('The body is not an event.', 'body', 'a JSON object'),
  too_deep: bad('The body is nested too deeply.', 'body', 'at most 10000 levels of nesting'),
  invalid_request: bad(
    'The request has unknown fields.',
    'tenant',
    'no field of this name; did you mean tenant_id?',
  ),
  reason_required: bad(
    'Every change needs its reason here (REASONS_REQUIRED).',
    'reason',
    'a text that says why, in the body or as a query parameter',
  ),
  invalid_next_token: bad(
    'The next_token is not one of this listing.',
    'next_token',
    'the next_token of an earlier answer to the same query, or nothing',
  ),
  invalid_patch: bad(
    'The body is no patch that can be applied.',
    'patch[0].op',
    'one of add, remove, replace, move, copy, test',
  ),
  invalid_trace_id: bad(
    'This is not a trace id.',
    'trace_id',
    'DLQ-, 13 digits, a hyphen and 32 hex digits (or DLQ- and 19 digits)',
  ),
  signature_missing: of(401, 'The delivery is not signed.'),
  signature_mismatch: of(401, 'The signature is not that of these bytes by a configured secret.'),
  timestamp_stale: of(401, 'The signature is right, but its timestamp is too far from now.'),
  unauthenticated: of(401, 'This needs an API key or a token: Authorization: Bearer <key>.'),
  access_not_configured: of(
    403,
    'The operator API is closed: HOST is not loopback, and no access is configured. Set ACCESS_KEYS_FILE or ' +
      'OIDC_ISSUER (docs/access.md), bind to 127.0.0.1, or set ALLOW_UNAUTHENTICATED_API=true where the network ' +
      'lets only operators through.',
  ),
  cross_site: of(403, 'The request comes from a page of another site; such pages may change nothing.'),
  forbidden: {
    ...of(403, 'This needs the role operator; yours is viewer.'),
    extensions: { required_role: 'operator' },
  },
  sign_in_refused: of(403, 'The identity provider refused to sign you in (access_denied).'),
  not_found: of(404, `There is no dead letter ${TRACE_ID}.`),
  method_not_allowed: of(405, 'Events are delivered by POST.'),
  body_too_slow: of(408, 'The body arrives too slowly: its next byte must come within 3000 ms.'),
  no_channels: of(409, 'There is no channel to try: set NOTIFY_FILE.'),
  leased: of(409, `Another attempt at ${TRACE_ID} is under way.`),
  blocked: of(
    409,
    `${TRACE_ID} waits for DLQ-1729712300000-2c26b46b68ffc68ff99b453c1d304134, which is older; ?force=true ` +
      'retries it all the same.',
  ),
  not_retryable: of(409, `${TRACE_ID} is resolved; there is nothing to retry.`),
  count_moved: {
    ...of(409, 'The job takes 1203 dead letters now, and not 1200. Look at them, and plan again.'),
    extensions: { expected_count: 1_200, matched: 1_203 },
  },
  job_running: {
    ...of(409, 'The job JOB-1729712345678-3f1c runs or is paused; one job runs at a time.'),
    extensions: { job_id: 'JOB-1729712345678-3f1c' },
  },
  job_state: of(409, 'The job JOB-1729712345678-3f1c is completed; it cannot be paused.'),
  job_not_undoable: of(
    409,
    'The job JOB-1729712345678-3f1c has not ended (running); there is nothing to undo.',
  ),
  not_corrupt: of(409, `${TRACE_ID} is not corrupt; there is nothing to accept.`),
  not_corrected: of(409, `The event of ${TRACE_ID} is the one that arrived.`),
  not_open: of(
    409,
    `${TRACE_ID} is resolved, and only an unresolved dead letter can be changed. An attempt (sweep, by r1) passed at ` +
      '2024-10-23T19:45:00.000Z.',
  ),
  not_discarded: of(409, `${TRACE_ID} is parked; only a discarded dead letter can be restored.`),
  merged: of(
    409,
    `${TRACE_ID} was a second record of an event; it was merged into ` +
      'DLQ-1729712300000-9f86d081884c7d659a2feaa0c55ad015. Look at that one.',
  ),
  changed: of(409, `${TRACE_ID} was changed meanwhile; look at it again.`),
  managed_by_files: of(
    409,
    'SCHEMA_DIR is set, so its files are in charge: change them, and every process takes them within 5 s.',
  ),
  schema_is_default: of(
    409,
    'An event that names no version is of v2.1, and nothing else here knows that version: name another one as `default` ' +
      'in registry.yaml first.',
  ),
  schemas_damaged: of(
    409,
    'schemas/current.json names no set of schemas; POST /api/v1/schemas/rollback with the digest of a good set puts ' +
      'it right.',
  ),
  precondition_failed: of(412, 'It was changed since you looked; look again, and decide again.'),
  body_too_large: {
    ...of(413, 'The body is too large.'),
    errors: [{ field: 'body', expected: 'at most 1048576 bytes' }],
  },
  unsupported_encoding: {
    ...of(415, 'The body must come without Content-Encoding.'),
    errors: [{ field: 'Content-Encoding', expected: 'identity, or none' }],
  },
  unsupported_charset: {
    ...of(415, 'The body must be UTF-8.'),
    errors: [{ field: 'Content-Type', expected: 'charset=utf-8, or none' }],
  },
  unsupported_patch: {
    ...of(415, 'An event is corrected by a JSON Patch or a merge patch.'),
    errors: [
      { field: 'Content-Type', expected: 'application/json-patch+json or application/merge-patch+json' },
    ],
  },
  unknown_host: of(
    421,
    'The service is not known under the name in this request. Call it by a loopback name, or name the host in ' +
      'ALLOWED_HOSTS or PUBLIC_URL.',
  ),
  patch_failed: {
    ...of(422, 'The patch does not fit the event.'),
    errors: [{ field: 'patch[0].path', expected: 'a path that leads to a value' }],
  },
  patch_refused: {
    ...of(422, 'What the patch makes cannot be kept.'),
    errors: [{ field: 'event_id', expected: 'it as it arrived; a correction cannot change it' }],
  },
  validation_failed: {
    ...of(
      422,
      'The corrected event would fail again: missing required field: interaction_id in event evt_123. ?force=true ' +
        'keeps it all the same.',
    ),
    extensions: { error_code: 'validation_failed' },
  },
  corrupt_record: of(
    422,
    `The object of ${TRACE_ID} cannot be used: the body does not match the SHA-256 in its metadata. It is left as ` +
      'it is.',
  ),
  unreadable_record: of(
    422,
    `The object of ${TRACE_ID} cannot be read: S3 answered 403 InvalidObjectState. It is left as it is.`,
  ),
  schemas_refused: {
    ...of(422, 'The schemas cannot be used; those in use stay.'),
    errors: [{ field: 'v2.1.schema.json', expected: 'a JSON object' }],
  },
  invalid_routes: {
    ...of(422, 'The routes have problems; those in force stay.'),
    errors: [{ field: 'routes[0].target', expected: 'the name of a target' }],
  },
  precondition_required: {
    ...of(
      428,
      'The change needs If-Match with the ETag of GET /api/v1/schemas, so that it replaces only what you have seen.',
    ),
    errors: [{ field: 'If-Match', expected: 'the ETag of GET /api/v1/schemas' }],
  },
  too_many_refusals: of(
    429,
    'Too many refused credentials came from your address; wait 42 s, or send a valid one.',
  ),
  not_stored: of(500, 'The event failed and could not be stored for certain; deliver it again.'),
  identity_provider_unavailable: of(
    503,
    'Your token cannot be checked: the identity provider gave no keys. API keys still work.',
  ),
  overloaded: of(503, 'Too many requests at once; try again.'),
  audit_unavailable: of(503, 'The audit could not be written, so nothing was changed; try again.'),
  store_unavailable: of(503, 'The object store gave no usable answer. Nothing was lost; try again.'),
} satisfies Record<string, Omit<ProblemDetails, 'code'>>;

/** A stable word of a problem answer that the API's description shows. */
export type ProblemCode = keyof typeof EXAMPLES;

/** The codes that have an example. */
export const PROBLEM_CODES = Object.keys(EXAMPLES) as ProblemCode[];

/** Every route of the operator API may answer with one of these. */
export const API_PROBLEMS: ProblemCode[] = [
  'invalid_request',
  'unauthenticated',
  'access_not_configured',
  'forbidden',
  'unknown_host',
  'too_many_refusals',
  'identity_provider_unavailable',
  'overloaded',
  'store_unavailable',
];

/** Every route that changes something may answer 403 with one of these. */
export const CHANGE_PROBLEMS: ProblemCode[] = ['access_not_configured', 'forbidden', 'cross_site'];

/** Every route whose changes are audited may answer with one of these. */
export const AUDITED_PROBLEMS: ProblemCode[] = [...API_PROBLEMS, ...CHANGE_PROBLEMS, 'audit_unavailable'];

/** An example of the problem answer with this code. */
export function exampleOf(code: ProblemCode): ProblemDetails {
  return { code, ...EXAMPLES[code] };
}

function of(status: number, detail: string): Omit<ProblemDetails, 'code'> {
  return { status, detail };
}

function bad(detail: string, field: string, expected: string): Omit<ProblemDetails, 'code'> {
  return { ...of(400, detail), errors: [{ field, expected }] };
}
