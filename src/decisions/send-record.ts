import type { Response } from 'express';
import type { Config } from '../config/config.js';
import { shownRecord } from '../dlq/shown-record.js';
import type { UsableRecord } from '../dlq/usable-record.js';

/** Answers with a record as it may be shown, and its ETag. */
export function sendRecord(
  response: Response,
  { bytes, letter, etag }: UsableRecord,
  { masking }: Pick<Config, 'masking'>,
): void {
  response
    .set('ETag', etag)
    .type('application/json')
    .send(shownRecord(bytes, letter, masking));
}
