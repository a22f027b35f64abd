import ts from 'typescript';
import { beforeAll, describe, expect, it } from 'vitest';
import type { LogEvent } from '../../src/runtime/log/log-event.js';
import { LOG_EVENTS } from '../../src/runtime/log/log-events.js';
import { LOG_FIELDS } from '../../src/runtime/log/log-fields.js';

const EVENTS: Readonly<Record<string, LogEvent>> = LOG_EVENTS;

interface LogCall {
  place: string;
  level: string;
  events: string[];
  fields: string[];
}

/** Every call of a method of `Log` in `src`, with what the compiler knows of its arguments. */
function logCalls(): LogCall[] {
  const { config } = ts.readConfigFile('tsconfig.build.json', (path) => ts.sys.readFile(path)) as {
    config: unknown;
  };
  const { fileNames, options } = ts.parseJsonConfigFileContent(config, ts.sys, '.');
  const program = ts.createProgram(fileNames, options);
  const checker = program.getTypeChecker();
  const calls: LogCall[] = [];
  const visit = (node: ts.Node): void => {
    ts.forEachChild(node, visit);
    if (!ts.isCallExpression(node) || !ts.isPropertyAccessExpression(node.expression)) return;
    const { expression, name } = node.expression;
    if (!['debug', 'info', 'warn', 'error'].includes(name.text)) return;
    if (!/\bLog\b/.test(checker.typeToString(checker.getTypeAtLocation(expression)))) return;
    const [event, fields] = node.arguments;
    const { line } = ts.getLineAndCharacterOfPosition(node.getSourceFile(), node.getStart());
    const types = event === undefined ? [] : alternatives(checker.getTypeAtLocation(event));
    // A wrapper passes on what its callers name.
    if (types.some((type) => (type.flags & ts.TypeFlags.TypeParameter) !== 0)) return;
    const shapes = fields === undefined ? [] : alternatives(checker.getTypeAtLocation(fields));
    calls.push({
      place: `${node.getSourceFile().fileName}:${line + 1}`,
      level: name.text,
      events: types.map((type) => (type.isStringLiteral() ? type.value : checker.typeToString(type))),
      fields: shapes.flatMap((shape) => shape.getProperties().map((property) => property.name)),
    });
  };
  for (const file of program.getSourceFiles()) if (!file.isDeclarationFile) visit(file);
  return calls;
}

function alternatives(type: ts.Type): ts.Type[] {
  return type.isUnion() ? type.types : [type];
}

describe('the list of events and fields in src/runtime/log, of which docs/logs.md is made', () => {
  let calls: LogCall[];
  beforeAll(() => {
    calls = logCalls();
  }, 60_000);

  it('has each event and each field that a call of the log names', () => {
    expect(calls.length).toBeGreaterThan(80);
    const unknown = calls.flatMap(({ place, level, events, fields }) =>
      events.flatMap((event) => {
        const known = EVENTS[event];
        if (known === undefined) return [`${place}: ${event}`];
        const names: readonly string[] = known.fields;
        const levels = [known.level].flat().includes(level as 'info')
          ? []
          : [`${place}: ${event} as ${level}`];
        return [
          ...levels,
          ...fields.filter((name) => !names.includes(name)).map((name) => `${place}: ${name}`),
        ];
      }),
    );
    expect(unknown).toEqual([]);
  });

  it('has no event, level or field that no call names', () => {
    const unused = Object.entries(EVENTS).flatMap(([event, { level, fields }]) => {
      const own = calls.filter(({ events }) => events.includes(event));
      const levels = [level].flat().filter((one) => !own.some((call) => call.level === one));
      const names = fields.filter((name) => !own.some((call) => call.fields.includes(name)));
      return [...levels, ...names].map((what) => `${event}: ${what}`);
    });
    expect(unused).toEqual([]);
    const used = new Set(Object.values(EVENTS).flatMap(({ fields }) => fields));
    expect(Object.keys(LOG_FIELDS).filter((name) => !used.has(name as never))).toEqual([]);
  });

  it('names fields in snake_case, and events and messages as docs/logs.md promises', () => {
    for (const name of [...Object.keys(LOG_FIELDS), ...Object.keys(EVENTS)]) {
      expect(name).toMatch(/^[a-z]+(?:_[a-z]+)*$/);
    }
    for (const { message } of Object.values(EVENTS)) expect(message).toMatch(/^[A-Z].{5,100}\.$/);
    expect(Object.keys(LOG_FIELDS)).toEqual(Object.keys(LOG_FIELDS).toSorted());
  });
});
