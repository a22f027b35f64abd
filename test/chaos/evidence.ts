import { mkdtemp, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { SeenRecord } from './bucket-reader.js';
import type { Delivery } from './delivery.js';
import type { Incident, Replica } from './replica.js';
import type { Handover, SentEvent } from './sender.js';

/** What a replica's log says of one dead letter. */
export interface LogFact {
  by: string;
  /** As `performance.now()` has it here. */
  at: number;
  event: string;
  traceId: string;
  errorCode: string | undefined;
}

/** All that is known of a round when it is over. */
export interface Evidence {
  sent: readonly SentEvent[];
  handovers: readonly Handover[];
  deliveries: readonly Delivery[];
  incidents: readonly Incident[];
  /** What was done to the Redis between the replicas, where there was one. */
  redisDeeds: readonly string[];
  /** What is left in the bucket. */
  records: readonly SeenRecord[];
  logs: readonly LogFact[];
  /** What replicas did that none may do. */
  replicaFaults: readonly string[];
}

/** The lines of all replicas' logs that speak of one dead letter. */
export function logFacts(replicas: readonly Replica[]): LogFact[] {
  return replicas.flatMap((replica) => [...replica.outputs()].flatMap(([by, text]) => factsIn(by, text)));
}

function factsIn(by: string, text: string): LogFact[] {
  return text
    .split('\n')
    .filter((line) => line.includes('"trace_id":'))
    .flatMap((line) => {
      const { time = '', event = '', trace_id, error_code } = parsed(line);
      const at = Date.parse(time) - performance.timeOrigin;
      return trace_id ? [{ by, at, event, traceId: trace_id, errorCode: error_code }] : [];
    });
}

/** The last line of a killed process may be half a line. */
function parsed(line: string): Record<string, string | undefined> {
  try {
    return JSON.parse(line);
  } catch {
    return {};
  }
}

/** Keeps what a failed round left: no seed brings back the same interleaving. The directory. */
export async function keepEvidence(evidence: Evidence, replicas: readonly Replica[]): Promise<string> {
  const directory = await mkdtemp(join(tmpdir(), 'cxone-dlq-chaos-'));
  await writeFile(join(directory, 'evidence.json'), JSON.stringify(evidence, null, 1));
  for (const [by, text] of replicas.flatMap((replica) => [...replica.outputs()])) {
    await writeFile(join(directory, `${by}.log`), text);
  }
  return directory;
}
