/** A record in the API's description. docs/record.md has all its fields. */
export const RECORD_SCHEMA = {
  type: 'object',
  required: ['original_event', 'error', 'trace_id', 'failed_at', 'retry_count', 'schema_version'],
  example: {
    original_event: { event_id: 'evt_123', tenant_id: 't_456', payload: {} },
    error: 'missing required field: interaction_id in event evt_123',
    trace_id: 'DLQ-1729712345678-9f86d081884c7d659a2feaa0c55ad015',
    failed_at: '2024-10-23T19:39:05.678Z',
    retry_count: 0,
    schema_version: 'v2.1',
    record_version: 1,
    status: 'parked',
    error_code: 'validation_failed',
  },
};
