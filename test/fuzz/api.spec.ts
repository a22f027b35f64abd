import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { deliver, send } from '../support/http.js';
import { startTestApp, type TestApp } from '../support/test-app.js';

const RUNS = Math.min(Number(process.env.FUZZ_RUNS ?? 300), 20_000);

const NAMES = words(
  'limit next_token sort order status tenant_id event_id error_code fingerprint schema_version from to',
  'min_retry_count max_retry_count text sample all force payload schema __proto__ constructor toString length x',
);

/** JSON texts. */
const VALUES = [
  words('null true false 0 -1 1.5 1e400 9007199254740993 "" "a" "5" [] {} "a-b" "(?" "DLQ-1" "NaN"'),
  words('[1,"a",null] {"length":3} {"toString":1} {"__proto__":{"a":1}} "\\ud800" "\\u0000"'),
  words('"2024-10-23T14:00:00Z" "parked,pending" ["parked","corrupt"] {"$ref":"#"} {"type":7}'),
  [nested(30), nested(20_000), `"${'x'.repeat(2_000)}"`, `[${'1,'.repeat(5_000)}1]`, '" "'],
].flat();

function words(...lines: string[]): string[] {
  return lines.flatMap((line) => line.split(' '));
}

function nested(levels: number): string {
  return `${'['.repeat(levels)}${']'.repeat(levels)}`;
}

const jsonValue = fc.oneof(fc.constantFrom(...VALUES), fc.json({ maxDepth: 4 }));
const member = fc.tuple(fc.constantFrom(...NAMES), jsonValue);
const body = fc.oneof(
  { weight: 8, arbitrary: fc.array(member, { maxLength: 4 }).map(objectText) },
  { weight: 2, arbitrary: fc.constantFrom(...VALUES, '', ' ', '{', '\ufeff{}', '{}\n', 'a=b', '\u0000') },
);
const query = fc.array(fc.tuple(fc.constantFrom(...NAMES, 'a[b]', '%'), fc.string({ maxLength: 12 })), {
  maxLength: 4,
});

function objectText(members: ReadonlyArray<readonly [string, string]>): string {
  return `{${members.map(([name, value]) => `"${name}":${value}`).join(',')}}`;
}

describe('the operator API', () => {
  let service: TestApp;
  let routes: Array<{ method: string; path: string }>;
  let traceId: string;

  beforeAll(async () => {
    service = await startTestApp();
    traceId = (await deliver(service.url, { event_id: 'e', payload: { amount: 1 } })).body.trace_id;
    const document = await send(`${service.url}/docs/openapi.json`);
    routes = Object.entries(document.body.paths as Record<string, object>)
      .filter(([path]) => !path.startsWith('/webhook/'))
      .flatMap(([path, methods]) =>
        Object.keys(methods).map((method) => ({ method: method.toUpperCase(), path })),
      );
  });

  afterAll(() => service.close());

  it(`answers no 500 to ${RUNS} requests of odd types`, { timeout: 600_000 }, async () => {
    const id = fc.oneof(
      fc.constantFrom('DLQ-1', '%', '..%2f', 'DLQ-1729712345678-9f86d081884c7d659a2feaa0c55ad015'),
      fc.string({ maxLength: 8 }),
    );
    const request = fc.record({
      route: fc.nat().map((n) => routes[n % routes.length]!),
      known: fc.boolean(),
      id,
      body,
      query,
      type: fc.constantFrom('application/json', 'text/plain', 'application/json; charset=utf-16', 'x'),
    });
    await fc.assert(
      fc.asyncProperty(request, async ({ route: { method, path }, known, id: odd, ...rest }) => {
        const search = new URLSearchParams(rest.query).toString();
        const place = path.replace('{trace_id}', known ? traceId : encodeURIComponent(odd));
        const hasBody = method !== 'GET';
        const answer = await send(`${service.url}${place}?${search}`, {
          method,
          headers: hasBody ? { 'content-type': rest.type } : {},
          ...(hasBody && { body: rest.body }),
        });
        expect([answer.status, answer.text.slice(0, 200)]).not.toContain(500);
        expect(answer.status < 400 || typeof answer.body.code === 'string').toBe(true);
      }),
      { numRuns: RUNS },
    );
  });
});
