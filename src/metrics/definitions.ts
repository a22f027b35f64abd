/** One metric, without the `cxone_dlq_` before its name. docs/metrics.md lists them all; a test compares. */
export interface Definition {
  type: 'counter' | 'gauge' | 'histogram';
  labels: readonly string[];
  /** One sentence. It is the metric's HELP. */
  meaning: string;
  /**
   * How the values of several workers become one (WORKERS). `max`: each worker knows of the same store or targets, so
   * that a sum would count everything several times.
   */
  workers: 'sum' | 'max';
}

export const PREFIX = 'cxone_dlq_';

export const DEFINITIONS = {
  events_received_total: counter(
    ['outcome'],
    'Events by what became of them; a delivery that was refused as a whole counts as one.',
  ),
  dead_letters_total: counter(['error_code'], 'Events that have become dead letters, by why they failed.'),
  retries_total: counter(['trigger', 'outcome'], 'Retries by who asked for them and how they ended.'),
  signature_refusals_total: counter(
    ['reason'],
    'Deliveries whose signature was refused, by the code of the answer.',
  ),
  duplicates_total: counter(['kind'], 'Events that were delivered again, by how they were known.'),
  store_calls_total: counter(['operation', 'outcome'], 'Requests to the store by how they ended.'),
  sweeps_total: counter([], 'Sweeps that have ended, those that found nothing to do included.'),
  audit_writes_total: counter(['outcome'], 'Entries of the audit by whether they could be written.'),
  token_requests_total: counter(['outcome'], 'Requests for a token of CXone by how they ended.'),
  webhook_duration_seconds: histogram(
    [],
    "From the arrival of a delivery's body to the outcome of each of its events, seconds; of a refused delivery from its headers to the answer.",
  ),
  retry_duration_seconds: histogram([], 'From the claim of the record to the end of the retry, seconds.'),
  delivery_duration_seconds: histogram(['target', 'outcome'], 'Calls to a target, seconds.'),
  store_call_duration_seconds: histogram(['operation'], 'Requests to the store, seconds.'),
  dead_letters: gauge(
    ['status'],
    'max',
    'Objects under dlq/ by status, as the catalog has them; unresolved dead letters are pending and parked.',
  ),
  oldest_unresolved_age_seconds: gauge(
    [],
    'max',
    'How long ago the oldest unresolved dead letter failed first, seconds; 0: there is none.',
  ),
  due: gauge([], 'max', 'Retries whose time has come.'),
  in_flight: gauge(['kind'], 'sum', 'Requests, retries and calls to the store that are under way.'),
  retry_places: gauge(
    [],
    'sum',
    'Retries of the schedule and of jobs that this process may run at once. New events that keep it busy lower it from RETRY_CONCURRENCY to a quarter.',
  ),
  breaker_open: gauge(
    ['target'],
    'max',
    '1 while the circuit breaker of the target is not closed, so that the schedule sends it at most a probe; else 0.',
  ),
  catalog_age_seconds: gauge(
    [],
    'max',
    'How long ago the latest full listing of the store ended, seconds; before the first one, how long the process runs.',
  ),
  store_free_bytes: gauge(
    [],
    'max',
    'What is free on the disk of the embedded store, bytes; with S3 there is no sample.',
  ),
  store_size_bytes: gauge(
    [],
    'max',
    'The size of the disk of the embedded store, bytes; with S3 there is no sample.',
  ),
  degraded: gauge(
    ['check'],
    'max',
    '1 while a check of /health/ready is not ok, as the latest answer had it; no sample where nobody has asked for a minute.',
  ),
  job_members: gauge(
    ['outcome'],
    'max',
    'Dead letters of the running job by their outcome; none runs: no sample.',
  ),
  workers: gauge(
    ['state'],
    'sum',
    'Processes of this machine (WORKERS) by whether their figures are in this answer; one process alone: no sample.',
  ),
  build_info: gauge(['version', 'node'], 'max', 'Always 1; the labels say what runs.'),
} as const satisfies Record<string, Definition>;

export type MetricName = keyof typeof DEFINITIONS;

/** The upper bounds of all histograms, seconds: from what a store in memory takes to the longest call of a target. */
export const BUCKETS_S: readonly number[] = [
  0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60,
];

function counter<L extends string>(labels: readonly L[], meaning: string) {
  return { type: 'counter', labels, meaning, workers: 'sum' } as const;
}

function histogram<L extends string>(labels: readonly L[], meaning: string) {
  return { type: 'histogram', labels, meaning, workers: 'sum' } as const;
}

function gauge<L extends string>(labels: readonly L[], workers: 'sum' | 'max', meaning: string) {
  return { type: 'gauge', labels, meaning, workers } as const;
}
