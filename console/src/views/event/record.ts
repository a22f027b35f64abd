/** A record as the service stores it (docs/record.md), read with every digit: numbers of events may be `LosslessNumber`. */
export interface EventRecord {
  original_event: { [name: string]: unknown };
  error: string;
  trace_id: string;
  failed_at: string;
  retry_count: number;
  schema_version: string;
  // A record that was repaired by hand may have the fields above alone.
  status?: string;
  error_code?: string | null;
  fingerprint?: string;
  first_failed_at?: string;
  next_retry_at?: string | null;
  attempts?: readonly Attempt[];
  edits?: readonly Edit[];
  lease?: { claim_id: string; owner: string; ttl_ms: number } | null;
  closed_at?: string | null;
  uncorrected_event?: { [name: string]: unknown } | null;
  received?: Received | null;
}

export interface Attempt {
  at: string;
  trigger: string;
  by: string;
  duration_ms?: number | null;
  processor?: string | null;
  error_code?: string | null;
  error?: string | null;
  audit_id?: string;
  response?: { status: number; body: string } | null;
}

export interface Edit {
  at: string;
  by: string;
  kind: string;
  reason?: string;
  audit_id?: string;
  job_id?: string;
  patch?: unknown;
}

export interface Received {
  content_type?: string | null;
  remote_address?: string | null;
  headers?: Readonly<Record<string, string>>;
  raw_body?: string;
}

/** Where the object of a record is, from its trace id: the hour of its first failure, in UTC. `null`: the id is another form */
export function keyOf(traceId: string): string | null {
  const ms = Number(/^DLQ-(\d{13})/.exec(traceId)?.[1] ?? NaN);
  if (Number.isNaN(ms)) return null;
  const [, year, month, day, hour] = /^(\d{4})-(\d\d)-(\d\d)T(\d\d)/.exec(new Date(ms).toISOString()) ?? [];
  return `dlq/year=${year}/month=${month}/day=${day}/hour=${hour}/${traceId}.json`;
}
