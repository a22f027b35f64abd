import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { readRoutes, type RoutesContext } from './routes-file.js';

const SECRET = `whsec_${Buffer.alloc(32, 1).toString('base64')}`;
const VARIABLES: Record<string, string> = { CRM_SECRET: SECRET, CRM_TOKEN: 'Bearer s3cret', BAD: 's3cret' };

const context: RoutesContext = {
  target: null,
  limits: {
    timeoutMs: 10_000,
    maxInFlight: 64,
    timeoutRange: { min: 10, max: 60_000 },
    inFlightRange: { min: 1, max: 100 },
    allowPrivate: false,
  },
  secrets: {
    variable: (name) => {
      const value = VARIABLES[name];
      return value === undefined ? { expected: 'a variable that is set' } : { value };
    },
    file: (path) => (path === '/run/crm' ? { value: SECRET } : { expected: 'a file that can be read' }),
  },
};

const WHOLE = `
targets:
  crm:
    url: https://crm.example/events
    secret_env: CRM_SECRET
    timeout_ms: 5000
    max_in_flight: 8
    headers: { Authorization: { secret_env: CRM_TOKEN }, X-Team: blue }
  2024: { url: "http://a.example", secret_file: /run/crm }
routes:
  - { tenant: 12345678901234567890, event_type: case.*, target: crm }
  - { event_type: "*", target: 2024 }
default: crm
`;

function problemsOf(text: string, change: Partial<RoutesContext> = {}) {
  const reading = readRoutes(text, { ...context, ...change });
  return 'problems' in reading ? reading.problems : [];
}

describe('the routes of a file', () => {
  it('are read whole, digits of tenants and all', () => {
    expect(readRoutes(WHOLE, context)).toEqual({
      table: {
        targets: [
          {
            name: 'crm',
            url: 'https://crm.example/events',
            secrets: [SECRET],
            headers: { Authorization: 'Bearer s3cret', 'X-Team': 'blue' },
            timeoutMs: 5_000,
            maxInFlight: 8,
          },
          {
            name: '2024',
            url: 'http://a.example/',
            secrets: [SECRET],
            headers: {},
            timeoutMs: 10_000,
            maxInFlight: 64,
          },
        ],
        routes: [
          { tenant: '12345678901234567890', eventType: 'case.*', target: 'crm' },
          { tenant: null, eventType: '*', target: '2024' },
        ],
        fallback: 'crm',
      },
    });
  });

  it('are the same in JSON', () => {
    const json = JSON.stringify({ targets: { a: { url: 'https://a.example' } }, routes: [{ target: 'a' }] });
    expect(readRoutes(json, context)).toMatchObject({
      table: { routes: [{ tenant: null, eventType: null, target: 'a' }], fallback: null },
    });
  });

  it.each([
    '00123',
    '0o17',
    '0x1F',
    '1_000',
    '1.50',
    '1e3',
    '.inf',
    '2024-10-23',
    '12:30',
    'no',
    'true',
    'null',
    '~',
  ])('keep the text of a plain %s, wherever it stands', (text) => {
    const name = /^[\w.-]+$/.test(text) ? text : 'a';
    const yaml = `targets: { ${name}: { url: "https://a.example", headers: { X: ${text} } } }
routes:
  - { tenant: ${text}, event_type: ${text}, target: ${name} }
default: ${name}`;
    expect(readRoutes(yaml, context)).toMatchObject({
      table: {
        targets: [{ name, headers: { X: text } }],
        routes: [{ tenant: text, eventType: text, target: name }],
        fallback: name,
      },
    });
  });

  it('take null for absent in JSON, where it is no text', () => {
    const json = `{"targets":{"a":{"url":"https://a.example"}},"routes":[{"tenant":null,"event_type":"null","target":"a"}]}`;
    expect(readRoutes(json, context)).toMatchObject({
      table: { routes: [{ tenant: null, eventType: 'null', target: 'a' }] },
    });
  });

  it('may lead to the target of TARGET_URL, which is where all else goes', () => {
    const target = {
      name: 'default',
      url: 'https://d.example/',
      secrets: [],
      headers: {},
      timeoutMs: 1,
      maxInFlight: 1,
    };
    const text = 'routes: [{ tenant: t1, target: default }]';
    expect(readRoutes(text, { ...context, target })).toMatchObject({
      table: { targets: [target], fallback: 'default' },
    });
    expect(problemsOf('targets: { default: { url: "https://x.example" } }', { target })).toEqual([
      { field: 'targets.default', expected: 'another name, since TARGET_URL has this one' },
    ]);
  });

  const url = 'url: "https://a.example"';
  it.each([
    ['[]', 'a mapping', 'file'],
    ['', 'a mapping', 'file'],
    ['targets: [a', 'YAML or JSON', 'line 1, column'],
    ['a: *b', 'aliases', 'file'],
    ['target: {}', 'no such name; there are targets, routes, default', 'target'],
    [`targets: { a: { ${url} }, a: { ${url} } }`, 'YAML or JSON (DUPLICATE_KEY)', 'line 1'],
    ['targets: { a: {} }', 'an http or https address', 'targets.a.url'],
    ['targets: { a: { url: "https://u:s3cret@a.example" } }', 'without credentials', 'targets.a.url'],
    ['targets: { "a b": { url: "https://a.example" } }', 'a name of 1 to 64', 'targets.a b'],
    [`targets: { a: { ${url}, timeout: 1 } }`, 'no such name', 'targets.a.timeout'],
    [`targets: { a: { ${url}, timeout_ms: 1.5 } }`, 'from 10 to 60000', 'targets.a.timeout_ms'],
    [`targets: { a: { ${url}, max_in_flight: 0 } }`, 'from 1 to 100', 'targets.a.max_in_flight'],
    [`targets: { a: { ${url}, secret_env: NONE } }`, 'a variable that is set', 'targets.a.secret_env'],
    [`targets: { a: { ${url}, secret_env: BAD } }`, 'whsec_', 'targets.a.secret_env'],
    [`targets: { a: { ${url}, secret_file: /s3cret } }`, 'can be read', 'targets.a.secret_file'],
    [`targets: { a: { ${url}, secret_env: A, secret_file: b } }`, 'not both', 'targets.a.secret_env'],
    [`targets: { a: { ${url}, headers: { Host: x } } }`, 'by itself', 'targets.a.headers.Host'],
    [`targets: { a: { ${url}, headers: { webhook-id: x } } }`, 'by itself', 'targets.a.headers.webhook-id'],
    [`targets: { a: { ${url}, headers: { "a b": x } } }`, 'name of a header', 'targets.a.headers.a b'],
    [`targets: { a: { ${url}, headers: { X: "s3\\ncret" } } }`, 'visible ASCII', 'targets.a.headers.X'],
    [`targets: { a: { ${url}, headers: { X: {} } } }`, 'secret_env or secret_file', 'targets.a.headers.X'],
    ['routes: {}', 'a list', 'routes'],
    ['routes: [x]', 'a mapping', 'routes[0]'],
    [`targets: { a: { ${url} } }\nroutes: [{ target: b }]`, 'one of a', 'routes[0].target'],
    [`targets: { a: { ${url} } }\nroutes: [{ target: a, tenant: [] }]`, 'a text', 'routes[0].tenant'],
    [`targets: { a: { ${url} } }\nroutes: [{ target: a, tenant: }]`, 'a text', 'routes[0].tenant'],
    [`targets: { a: { ${url}, timeout_ms: 0x20 } }`, 'from 10 to 60000', 'targets.a.timeout_ms'],
    ['targets: { a: { url: "http://10.0.0.1" } }', 'a public address', 'targets.a.url'],
    ['targets: { a: { url: "http://[::1]:1" } }', 'a public address', 'targets.a.url'],
    ['targets: { a: { url: "http://localhost:1" } }', 'a public address', 'targets.a.url'],
    ['default: a', 'a target; targets has none', 'default'],
  ])('are refused for %s, with the place and what was expected', (text, expected, field) => {
    const problems = problemsOf(text);
    expect(problems[0]?.field).toContain(field);
    expect(problems[0]?.expected).toContain(expected);
    expect(JSON.stringify(problems)).not.toContain('s3cret');
  });

  it('tell all that is wrong at once', () => {
    const text = 'targets: { a: { url: x, timeout_ms: -1 } }\nroutes: [{ target: b }]\ndefault: c';
    expect(problemsOf(text).map(({ field }) => field)).toEqual([
      'targets.a.url',
      'targets.a.timeout_ms',
      'routes[0].target',
      'default',
    ]);
  });

  it('never throw, whatever the file holds', () => {
    const json = fc.oneof(
      fc.string({ unit: 'binary' }),
      fc.json(),
      fc.json().map((j) => `{"targets":${j}}`),
    );
    fc.assert(
      fc.property(json, (text) => {
        expect(readRoutes(text, context)).toBeTypeOf('object');
      }),
    );
    expect(problemsOf('{"__proto__":{"targets":{}}}')).toMatchObject([{ field: '__proto__' }]);
  });
});
