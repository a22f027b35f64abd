import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { SystemClock } from '../../src/runtime/clock.js';
import { openTracing, type OpenTracing, type TracingParts } from '../../src/tracing/open-tracing.js';
import { cxoneEnv } from '../support/cxone-world.js';
import { api, deliver } from '../support/http.js';
import { MemoryLog } from '../support/memory-log.js';
import { OtlpReceiver, type SeenSpan } from '../support/otlp-receiver.js';
import { ScriptedServer, withTokens, type ScriptedAnswer } from '../support/scripted-server.js';
import { TestClock } from '../support/test-clock.js';
import { startTestApp, type TestApp } from '../support/test-app.js';

/** What nobody may find in a span. */
const SECRETS = { event_id: 'EVENT-ID-7', tenant_id: 'TENANT-7', payload: { interaction_id: 'CALLER-7' } };
const ARRIVAL = { traceId: '4bf92f3577b34da6a3ce929d0e0e4736', spanId: '00f067aa0ba902b7' };
const TRACEPARENT = `00-${ARRIVAL.traceId}-${ARRIVAL.spanId}-01`;

describe('the traces of events', () => {
  let collector: OtlpReceiver;
  let target: ScriptedServer;
  let answer: ScriptedAnswer;
  let tracing: OpenTracing;
  let log: MemoryLog;
  let service: TestApp;

  beforeEach(async () => {
    answer = { status: 503, text: 'no, CALLER-7' };
    collector = await OtlpReceiver.start();
    target = await ScriptedServer.start(withTokens(() => answer));
    log = new MemoryLog();
  });

  afterEach(async () => {
    await service.close();
    await tracing.close();
    await Promise.all([collector.stop(), target.stop()]);
    const seen = collector.spans.map((span) => JSON.stringify({ ...span, startedAt: 0 })).join();
    const leak = /EVENT-ID-7|TENANT-7|CALLER-7|token-1|s3cret/.exec(seen);
    if (leak !== null) throw new Error(`a span holds ${leak[0]}`);
  });

  async function start(
    env: Record<string, string> = {},
    protocol: 'http/json' | 'http/protobuf' = 'http/json',
    parts: Partial<TracingParts> = {},
  ) {
    const config = { url: `${collector.url}/v1/traces`, protocol };
    tracing = await openTracing({ config, version: '1', clock: new SystemClock(), log, ...parts });
    const variables = { TARGET_URL: `${target.url}/take`, DELIVERY_ALLOW_PRIVATE: 'true', ...env };
    service = await startTestApp({ env: variables, tracer: tracing.tracer });
  }

  const only = (spans: SeenSpan[]): SeenSpan => {
    expect(spans.map(({ name }) => name)).toHaveLength(1);
    return spans[0]!;
  };
  const names = (spans: SeenSpan[]): string[] => spans.map(({ name }) => name);
  const sent = (): Array<string | string[] | undefined> =>
    target.to('/take').map((request) => request.headers.traceparent);

  it.each(['http/json', 'http/protobuf'] as const)(
    'lead from the delivery to the target and the record, and a retry to the arrival: %s',
    async (protocol) => {
      await start({}, protocol);
      const traceId = (await deliver(service.url, SECRETS)).body.trace_id;
      const record = (await api(service.url, `/events/${traceId}`, undefined, 'GET')).body;
      answer = {};
      expect((await api(service.url, `/events/${traceId}/retry`)).body.outcome).toBe('processed');
      await tracing.close();

      const delivery = only(collector.named('delivery'));
      expect(delivery).toMatchObject({ parentSpanId: '', kind: 2, attributes: { 'cxone_dlq.events': 1 } });
      expect(delivery.resource).toMatchObject({ 'service.name': 'cxone-dlq', 'service.version': '1' });
      const event = only(collector.below(delivery));
      expect(event).toMatchObject({
        name: 'event',
        attributes: { 'cxone_dlq.outcome': 'dead_lettered', 'cxone_dlq.trace_id': traceId },
      });
      const [run, put] = collector.below(event);
      expect([run?.name, run?.status, put?.name]).toEqual(['run', 2, 'store put']);
      expect(run!.attributes['error.type']).toBe('upstream_error');
      const call = only(collector.below(run!));
      expect(call).toMatchObject({
        name: 'call target',
        kind: 3,
        status: 2,
        attributes: { 'http.response.status_code': 503, 'error.type': 'upstream_error' },
      });
      expect(record.traceparent).toBe(`00-${event.traceId}-${event.spanId}-01`);

      const retry = only(collector.named('retry'));
      expect(retry).toMatchObject({ parentSpanId: '', attributes: { 'cxone_dlq.outcome': 'processed' } });
      expect(retry.traceId).not.toBe(event.traceId);
      expect(retry.links).toMatchObject([{ traceId: event.traceId, spanId: event.spanId }]);
      const parts = collector.below(retry);
      expect(names(parts)).toEqual(['store put', 'store put', 'run', 'store delete']);
      const again = only(collector.below(parts[2]!));
      expect(sent()).toEqual([call, again].map((span) => `00-${span.traceId}-${span.spanId}-01`));
      expect(collector.spans.filter(({ name }) => name === 'store get')).toEqual([]);
    },
  );

  it('go on from the sender, whose state is passed on to the target', async () => {
    await start();
    await deliver(service.url, SECRETS, { traceparent: TRACEPARENT, tracestate: 'a=1, b@c=2' });
    await tracing.close();
    const delivery = only(collector.named('delivery'));
    expect(delivery).toMatchObject({ traceId: ARRIVAL.traceId, parentSpanId: ARRIVAL.spanId });
    const call = only(collector.named('call target'));
    expect(sent()).toEqual([`00-${ARRIVAL.traceId}-${call.spanId}-01`]);
    expect(target.to('/take')[0]!.headers.tracestate).toBe('a=1,b@c=2');
  });

  it.each([
    ['00-00000000000000000000000000000000-00f067aa0ba902b7-01', 'a=1'],
    [`${TRACEPARENT}, ${TRACEPARENT}`, 'a=1'],
    [`${TRACEPARENT}-more`, 'a=1'],
  ])('begin anew where the header is malformed: %s', async (traceparent, tracestate) => {
    await start();
    expect((await deliver(service.url, SECRETS, { traceparent, tracestate })).status).toBe(200);
    await tracing.close();
    const delivery = only(collector.named('delivery'));
    expect([delivery.parentSpanId, delivery.traceId === ARRIVAL.traceId]).toEqual(['', false]);
    expect(target.to('/take')[0]!.headers.tracestate).toBeUndefined();
  });

  it('are not recorded where the sender records none, and the target is told', async () => {
    await start();
    await deliver(service.url, SECRETS, { traceparent: TRACEPARENT.replace(/01$/, '00') });
    await tracing.close();
    expect(collector.spans).toEqual([]);
    expect(sent()).toEqual([expect.stringMatching(`^00-${ARRIVAL.traceId}-[0-9a-f]{16}-00$`)]);
  });

  it('are one for each event of a batch, linked to the delivery', async () => {
    await start();
    const { body } = await deliver(service.url, [SECRETS, { ...SECRETS, event_id: 'EVENT-ID-7b' }]);
    expect(body.results).toHaveLength(2);
    await tracing.close();
    const delivery = only(collector.named('delivery'));
    const events = collector.named('event');
    expect(new Set([delivery, ...events].map(({ traceId }) => traceId)).size).toBe(3);
    for (const { links, parentSpanId } of events) {
      expect(parentSpanId).toBe('');
      expect(links).toMatchObject([{ traceId: delivery.traceId, spanId: delivery.spanId }]);
    }
  });

  it('hold the first attempt of an event that is stored first', async () => {
    answer = {};
    await start({ INGEST_MODE: 'store-first' });
    await deliver(service.url, SECRETS);
    // What has begun is finished first.
    await service.close();
    await tracing.close();
    const event = only(collector.named('event'));
    const children = collector.below(event);
    expect(names(children)).toEqual(['store put', 'first attempt']);
    expect(names(collector.below(children[1]!))).toEqual(['run', 'store delete']);
  });

  it('go on to CXone, which validates events and hears of retries', async () => {
    await start({
      ...cxoneEnv(target.url),
      CXONE_VALIDATE_PATH: '/valid/{event_id}',
      CXONE_ACKNOWLEDGE_PATH: '/ack',
    });
    answer = { status: 500 };
    const traceId = (await deliver(service.url, SECRETS)).body.trace_id;
    answer = {};
    await api(service.url, `/events/${traceId}/retry`);
    await tracing.close();
    const calls = collector.named('call CXone');
    const asked = target.requests.filter(({ url }) => /^\/(valid|ack)/.test(url));
    expect(new Set(asked.map(({ headers }) => headers.traceparent))).toEqual(
      new Set(calls.map((span) => `00-${span.traceId}-${span.spanId}-01`)),
    );
    expect(calls.map(({ attributes }) => attributes['http.response.status_code'])).toEqual([500, 200, 200]);
  });

  it('are named by the log lines of the work', async () => {
    await start();
    await deliver(service.url, SECRETS, { traceparent: TRACEPARENT });
    const line = service.log.lines.find(({ event }) => event === 'dead_lettered');
    expect(line?.fields).toMatchObject({ otel_trace_id: ARRIVAL.traceId });
    await api(service.url, '/catalog/refresh');
    await tracing.close();
    const known = new Set(collector.spans.map(({ traceId }) => traceId));
    expect([...known]).toEqual([ARRIVAL.traceId]);
  });

  it('hold nobody up while the collector hangs; what is lost is counted, and told once', async () => {
    collector.status = 'hang';
    answer = {};
    const clock = new TestClock();
    await start({}, 'http/json', { clock, maxWaiting: 4 });
    for (let i = 0; i < 4; i++) {
      expect((await deliver(service.url, { ...SECRETS, event_id: `e${i}` })).status).toBe(200);
    }
    const lost = log.lines.filter(({ event }) => event === 'traces_lost');
    expect(lost).toMatchObject([
      { fields: { reason: 'the collector takes spans too slowly', spans_dropped: 1 } },
    ]);
    const closing = tracing.close();
    await clock.advance(2_000);
    await closing;
    expect(collector.spans).toEqual([]);
  });
});
