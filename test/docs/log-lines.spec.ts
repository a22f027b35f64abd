import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import type { LogEvent, LogLevel } from '../../src/runtime/log/log-event.js';
import { LOG_EVENTS } from '../../src/runtime/log/log-events.js';
import { LOG_FIELDS } from '../../src/runtime/log/log-fields.js';

const EVENTS: Readonly<Record<string, LogEvent>> = LOG_EVENTS;

/** A call of the log with the text of its first argument: the name of an event, or a choice between two. */
const CALL = /\b(?:log|sink|early)\??\.(debug|info|warn|error)\(\s*([^,()]*)/g;

/** Passes on what others log. */
const PASSES_ON = 'runtime/traced-log.ts';

interface LogCall {
  place: string;
  level: LogLevel;
  event: string;
}

/** Every call of the log in `src`. That its fields are those of its event is checked by the compiler. */
function logCalls(): LogCall[] {
  return readdirSync('src', { recursive: true, encoding: 'utf8' })
    .filter((file) => file.endsWith('.ts') && !file.endsWith('.spec.ts') && file !== PASSES_ON)
    .flatMap((file) => {
      const text = readFileSync(`src/${file}`, 'utf8');
      return [...text.matchAll(CALL)].flatMap(([, level, argument = '']) => {
        const names = namesIn(argument);
        // A variable: the compiler holds its type, and its values stand in the same file.
        const events =
          names.length > 0 ? names : namesIn(text).filter((name) => levelsOf(name).includes(level));
        return (events.length > 0 ? events : [argument]).map((event) => {
          return { place: file, level: level as LogLevel, event };
        });
      });
    });
}

function levelsOf(event: string): unknown[] {
  return [EVENTS[event]?.level].flat();
}

function namesIn(text: string): string[] {
  return [...text.matchAll(/'([^']*)'/g)].map(([, name = '']) => name);
}

describe('the list of events and fields in src/runtime/log, of which docs/logs.md is made', () => {
  const calls = logCalls();

  it('has each event that is logged, with its level', () => {
    expect(calls.length).toBeGreaterThan(80);
    const unknown = calls.filter(({ level, event }) => !levelsOf(event).includes(level));
    expect(unknown).toEqual([]);
  });

  it('has no event, level or field that nothing uses', () => {
    const unused = Object.entries(EVENTS).flatMap(([event, { level }]) =>
      [level]
        .flat()
        .filter((one) => !calls.some((call) => call.event === event && call.level === one))
        .map((one) => `${event} as ${one}`),
    );
    expect(unused).toEqual([]);
    const used = new Set<string>(Object.values(EVENTS).flatMap(({ fields }) => fields));
    expect(Object.keys(LOG_FIELDS).filter((name) => !used.has(name))).toEqual([]);
  });

  it('names fields in snake_case, and events and messages as docs/logs.md promises', () => {
    for (const name of [...Object.keys(LOG_FIELDS), ...Object.keys(EVENTS)]) {
      expect(name).toMatch(/^[a-z]+(?:_[a-z]+)*$/);
    }
    for (const { message } of Object.values(EVENTS)) expect(message).toMatch(/^[A-Z].{5,120}\.$/);
    expect(Object.keys(LOG_FIELDS)).toEqual(Object.keys(LOG_FIELDS).toSorted());
  });
});
