import { DuckDBInstance } from '@duckdb/node-api';

/** The last line of an export says how many there were; it is no record. */
const RECORDS = `select * from read_json($1, format = 'newline_delimited', columns = {
  trace_id: 'VARCHAR', error_code: 'VARCHAR', error: 'VARCHAR', status: 'VARCHAR', schema_version: 'VARCHAR',
  retry_count: 'INTEGER', first_failed_at: 'TIMESTAMPTZ', failed_at: 'TIMESTAMPTZ', original_event: 'JSON'
}) where trace_id is not null`;

const CAUSES = `select error_code, count(*)::integer as dead_letters,
  count(distinct original_event->>'tenant_id')::integer as tenants,
  max(retry_count) as most_retries, min(first_failed_at)::varchar as since
  from (${RECORDS}) group by error_code order by dead_letters desc, error_code`;

/**
 * The causes in an export of the service, the most frequent first.
 *
 * @param file of `GET /api/v1/dlq/export?format=ndjson`
 */
export async function causesIn(file) {
  const instance = await DuckDBInstance.create(':memory:');
  const connection = await instance.connect();
  try {
    return (await connection.runAndReadAll(CAUSES, [file])).getRowObjectsJS();
  } finally {
    connection.closeSync();
    instance.closeSync();
  }
}

if (process.argv[1] === import.meta.filename) console.table(await causesIn(process.argv[2]));
