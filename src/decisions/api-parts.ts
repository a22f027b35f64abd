import { RECORD_SCHEMA } from '../dlq/record-schema.js';

/** Parts of the API's description that several routes share. */
export const TRACE_ID = { name: 'trace_id', example: 'DLQ-1729712345678-9f86d081884c7d659a2feaa0c55ad015' };

export const IF_MATCH = {
  name: 'If-Match',
  required: false,
  description: 'The ETag of the record that you looked at; a record that has changed since is 412.',
};

export const RECORD = { description: 'The record as it is now, with its ETag.', schema: RECORD_SCHEMA };
