import type { Response } from 'express';
import type { Config } from '../config/config.js';
import { shownRecord } from '../dlq/shown-record.js';
import type { UsableRecord } from '../dlq/usable-record.js';
import { jsonString, toJsonText, withMembers, type JsonText } from '../domain/json/json-text.js';
import type { Retried } from './correction-retry.js';

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

/**
 * Answers with a record after its retry, and how that ended.
 *
 * @param corrected the record before the retry: the answer where the retry has deleted it
 */
export function sendRetried(
  response: Response,
  corrected: UsableRecord,
  { record, retry }: Retried,
  { masking }: Pick<Config, 'masking'>,
): void {
  const { bytes, letter, etag } = record ?? corrected;
  const shown = toJsonText(shownRecord(bytes, letter, masking).toString('utf8'));
  const ended = ['retry', JSON.stringify(retry) as JsonText] as const;
  const gone = record === null && retry.outcome === 'processed';
  const text = withLast(gone ? withStatus(shown) : shown, ended);
  // A record that is gone has no version that a condition could name.
  if (record !== null) response.set('ETag', etag);
  response.type('application/json').send(Buffer.from(text));
}

function withStatus(text: JsonText): JsonText {
  return withMembers(text, [['status', jsonString('deleted')]]).text;
}

function withLast(text: JsonText, [name, value]: readonly [string, JsonText]): string {
  return `${text.slice(0, -1)},${jsonString(name)}:${value}}`;
}
