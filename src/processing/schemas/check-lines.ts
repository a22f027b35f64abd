import { readEvent, storedEvent, type CxoneEvent } from '../../domain/event/event.js';
import { classify } from '../../domain/letter/failure.js';
import type { Masking } from '../../domain/masking/masking.js';
import { memberOf, toJsonText, type JsonText } from '../../domain/json/json-text.js';
import { Causes, type FoundCause } from '../causes.js';
import type { SchemaService } from './schema.service.js';

/** The most lines without an event that are reported one by one. */
const MAX_UNREADABLE = 20;

export interface LinesReport {
  total: number;
  passed: number;
  /** Failures by cause, the most frequent first. The examples are numbers of lines. */
  causes: Array<FoundCause<number>>;
  unreadable: Array<{ line: number; expected: string }>;
}

/** Tries each line: an event, or a stored record with its event in `original_event`. Empty lines do not count. */
export async function checkLines(
  lines: AsyncIterable<string>,
  schemas: Pick<SchemaService, 'prepare' | 'versioned'>,
  defaultVersion: string,
  masking: Masking,
): Promise<LinesReport> {
  const { signal } = new AbortController();
  const causes = new Causes<number>();
  const report: LinesReport = { total: 0, passed: 0, causes: [], unreadable: [] };
  let line = 0;
  for await (const text of lines) {
    line++;
    if (text.trim() === '') continue;
    report.total++;
    const event = eventIn(text, defaultVersion, schemas);
    if (typeof event === 'string') {
      if (report.unreadable.length < MAX_UNREADABLE) report.unreadable.push({ line, expected: event });
      continue;
    }
    try {
      await schemas.prepare(event, { signal });
      report.passed++;
    } catch (error) {
      causes.add({ ...classify(error), target: null }, event, masking.ofEvent(event), line);
    }
  }
  report.causes = causes.ranked();
  return report;
}

/** @returns what was expected, where a line holds no event */
function eventIn(
  line: string,
  defaultVersion: string,
  schemas: Pick<SchemaService, 'versioned'>,
): CxoneEvent | string {
  let text: JsonText;
  try {
    text = toJsonText(line);
  } catch {
    return 'JSON';
  }
  const original = memberOf(text, 'original_event');
  if (original?.[0] === '{') {
    const version = memberOf(text, 'schema_version');
    return storedEvent(original, version?.[0] === '"' ? (JSON.parse(version) as string) : defaultVersion);
  }
  const reading = readEvent(text, defaultVersion);
  if ('event' in reading) return schemas.versioned(reading.event, {});
  return reading.problems.map(({ field, expected }) => `${field}: ${expected}`).join('; ');
}
