/** One field of a log line. A field has one type in every line: an index refuses a field that changes its type. */
interface LogField {
  type: keyof FieldTypes;
  meaning: string;
}

interface FieldTypes {
  text: string;
  number: number;
  boolean: boolean;
  texts: readonly string[];
}

/** Every field that an event may bring, by its name: snake_case, and the unit at the end. docs/logs.md is made from it. */
export const LOG_FIELDS = {
  action: { type: 'text', meaning: 'the action of an audit entry' },
  after_ms: { type: 'number', meaning: 'the time that passed before it' },
  again_in_ms: { type: 'number', meaning: 'the time until the next try' },
  api: { type: 'text', meaning: 'the address of the operator API' },
  asked: { type: 'text', meaning: 'the host that was asked' },
  atomic_delete: { type: 'boolean', meaning: 'the store honours the condition of a DELETE' },
  atomic_put: { type: 'boolean', meaning: 'the store honours the condition of a PUT' },
  audit_id: { type: 'text', meaning: 'the audit entry of the change' },
  blocked: { type: 'number', meaning: 'retries that wait for an older event of their contact' },
  body_bytes: { type: 'number', meaning: 'the size of the body' },
  channel: { type: 'text', meaning: 'a channel of `NOTIFY_FILE`' },
  channels: { type: 'texts', meaning: 'the channels of `NOTIFY_FILE`' },
  context: { type: 'text', meaning: 'the part of the framework that speaks' },
  correlation_id: { type: 'text', meaning: 'the id in the answer of a request' },
  data: { type: 'text', meaning: 'where the dead letters are: a bucket or a directory' },
  digest: { type: 'text', meaning: 'the digest of a set of schemas' },
  dispatched: { type: 'number', meaning: 'retries that were handed to the queue between the replicas' },
  due: { type: 'number', meaning: 'retries and purges that had their turn' },
  duration_ms: { type: 'number', meaning: 'how long it took' },
  effect: { type: 'text', meaning: 'what follows from it' },
  ended_worker: { type: 'number', meaning: 'the number of the worker that ended' },
  entries: { type: 'number', meaning: 'audit entries' },
  error: { type: 'text', meaning: 'what went wrong: one text, masked where it is about an event' },
  error_code: { type: 'text', meaning: 'the stable code of a failure or an answer (docs/error-codes.md)' },
  error_name: { type: 'text', meaning: 'the class of what was thrown' },
  event_type: { type: 'text', meaning: 'the type that the event says it has' },
  exit_code: { type: 'number', meaning: 'the exit code of a process' },
  fact: { type: 'text', meaning: 'a fact of ARCHITECTURE.md' },
  failed: { type: 'number', meaning: 'retries that failed' },
  file: { type: 'text', meaning: 'a file of the configuration' },
  for_ms: { type: 'number', meaning: 'how long it stays so' },
  gauge: { type: 'text', meaning: 'a gauge of `/metrics`' },
  gone: { type: 'number', meaning: 'known objects that the store no longer has' },
  headers: {
    type: 'texts',
    meaning: 'headers that came, each with its length and its first four characters',
  },
  held: { type: 'number', meaning: 'retries that were left for later, because their target is down' },
  in_force: { type: 'number', meaning: 'the number that stays in force' },
  instead: { type: 'text', meaning: 'what takes the place of it' },
  into: { type: 'text', meaning: 'the trace id of the record that stays' },
  issuer: { type: 'text', meaning: '`OIDC_ISSUER`' },
  job_id: { type: 'text', meaning: 'a job (`POST /redrives`)' },
  job_state: { type: 'text', meaning: '`completed`, `cancelled` or `stopped`' },
  key: { type: 'text', meaning: 'the key of an object in the store' },
  keys: { type: 'number', meaning: 'API keys' },
  kind: { type: 'text', meaning: 'which kind of the thing that the event is about' },
  listed: { type: 'number', meaning: 'objects that the listing has shown' },
  merged: { type: 'number', meaning: 'records that were a second one of the same event' },
  name: { type: 'text', meaning: 'a name: of a variable, a key or a person' },
  names: { type: 'texts', meaning: 'names of keys' },
  nearest: { type: 'text', meaning: 'the nearest known name' },
  older: { type: 'text', meaning: 'the key of the older of two records' },
  outcome_unknown: { type: 'boolean', meaning: 'the call was sent and not answered' },
  per_hour: { type: 'number', meaning: 'the limit in an hour' },
  port_closes_in_ms: { type: 'number', meaning: 'the time in which requests are still served' },
  printed_by: { type: 'number', meaning: 'the number of the worker that printed it' },
  problems: { type: 'texts', meaning: 'all that is wrong, one text each' },
  processed: { type: 'number', meaning: 'retries that passed' },
  processors: { type: 'texts', meaning: 'processors in code, each with the schema versions it takes' },
  profiles: { type: 'texts', meaning: 'signature profiles, each with why it did not fit' },
  purged: { type: 'number', meaning: 'records that were deleted after their retention' },
  read: { type: 'number', meaning: 'objects that were read, because they were new or changed' },
  reason: { type: 'text', meaning: 'why, as a code or a sentence' },
  recommended: { type: 'text', meaning: 'what would be better' },
  records: { type: 'number', meaning: 'dead letters' },
  remote_address: { type: 'text', meaning: 'the address of the caller' },
  replica: { type: 'text', meaning: 'the name of a replica' },
  retries: { type: 'text', meaning: 'what the retries do meanwhile' },
  retry_count: { type: 'number', meaning: 'the retries of the event so far' },
  role: { type: 'text', meaning: 'the role of the caller' },
  routes: { type: 'number', meaning: 'routes of `ROUTES_FILE`' },
  signal: { type: 'text', meaning: 'a signal of the operating system' },
  silent_worker: { type: 'number', meaning: 'the number of the worker that does not answer' },
  single_writer: { type: 'boolean', meaning: 'only this process may write (`STORE_SINGLE_WRITER`)' },
  spans_dropped: { type: 'number', meaning: 'spans that had no room since the start' },
  spans_exported: { type: 'number', meaning: 'spans that the collector has taken since the start' },
  spans_failed: { type: 'number', meaning: 'spans that the collector has not taken since the start' },
  stack: { type: 'text', meaning: 'where in the code it was thrown' },
  state: { type: 'text', meaning: '`firing` or `resolved`' },
  status: { type: 'text', meaning: 'the status of a record' },
  store: { type: 'text', meaning: '`s3` or `file`' },
  stream: { type: 'text', meaning: '`stdout` or `stderr`' },
  subject: { type: 'text', meaning: 'what a notice is about' },
  target: { type: 'text', meaning: 'the destination: a target or a processor' },
  targets: { type: 'number', meaning: 'targets of `ROUTES_FILE`' },
  tenant_id: { type: 'text', meaning: 'the tenant of the event, masked where it must be' },
  text: { type: 'text', meaning: 'what a library said, as it said it' },
  total: { type: 'number', meaning: 'the members of a job' },
  trace_id: { type: 'text', meaning: 'the dead letter' },
  unread: { type: 'number', meaning: 'objects that could not be read now, and are read again' },
  unreadable: { type: 'number', meaning: 'objects that the store does not hand out' },
  versions: { type: 'texts', meaning: 'schema versions' },
  waiting: { type: 'number', meaning: 'how many wait' },
  while_leased: { type: 'boolean', meaning: 'an attempt at the other record was under way' },
  workers: { type: 'number', meaning: 'processes of this machine' },
  younger: { type: 'text', meaning: 'the key of the younger of two records' },
} as const satisfies Record<string, LogField>;

export type LogFieldName = keyof typeof LOG_FIELDS;

/** The values of a field; `null` and `undefined` where it is not known. */
export type LogFieldValue<N extends LogFieldName> =
  FieldTypes[(typeof LOG_FIELDS)[N]['type']] | null | undefined;
