import {
  exactText,
  isObject,
  parseExactly,
  scalarText,
  type ExactJson,
  type ExactObject,
} from '../json/exact-json.js';
import type { Output } from './output.js';
import { plain } from './plain-text.js';
import { instant } from './words.js';

/**
 * @param text a record as the API answers it
 * @returns it in lines for people, the event with every digit
 */
export function recordLines(text: string, output: Pick<Output, 'fields' | 'paint'>): string[] {
  const parsed = parseExactly(text);
  const record: ExactObject = isObject(parsed) ? parsed : {};
  const of = (name: string) => scalarText(record[name]);
  const time = (name: string) => {
    const at = of(name);
    return at === null ? null : instant(at);
  };
  const event = exactText(record.original_event, 2).split('\n');
  return [
    ...output.fields([
      ['trace id', of('trace_id')],
      ['status', of('status')],
      ['error', of('error')],
      ['error code', of('error_code')],
      ['cause', of('fingerprint')],
      ['first failed', time('first_failed_at')],
      ['last failed', time('failed_at')],
      ['next retry', time('next_retry_at')],
      ['retries', of('retry_count')],
      ['schema version', of('schema_version')],
    ]),
    ...listed('attempts', record.attempts, ['trigger', 'processor', 'error_code', 'error']),
    ...listed('edits', record.edits, ['kind', 'by', 'reason']),
    '',
    output.paint('bold', 'event'),
    ...event.map(plain),
  ];
}

function listed(title: string, items: ExactJson, names: readonly string[]): string[] {
  if (!Array.isArray(items) || items.length === 0) return [];
  const lines = items.filter(isObject).map((item) => {
    const words = names.map((name) => scalarText(item[name])).filter((word) => word !== null);
    return `  ${instant(scalarText(item.at))}  ${words.map(plain).join('  ')}`;
  });
  return ['', title, ...lines];
}
