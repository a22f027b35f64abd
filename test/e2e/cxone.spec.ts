import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { cxoneEnv } from '../support/cxone-world.js';
import { GateProcessor } from '../support/gate-processor.js';
import { api, deliver } from '../support/http.js';
import { ScriptedServer, withTokens, type ScriptedAnswer } from '../support/scripted-server.js';
import { startTestApp, type TestApp } from '../support/test-app.js';

const EVENT = {
  event_id: 'a/b ü',
  tenant_id: 7,
  schema_version: 'test',
  payload: { interaction_id: 12345678901234567890n.toString() },
};
const VALIDATE = '/events/a%2Fb%20%C3%BC/7?i=12345678901234567890';

describe('the calls to CXone', () => {
  let cxone: ScriptedServer;
  let service: TestApp;
  let gate: GateProcessor;
  let validation: ScriptedAnswer;
  let acknowledgement: ScriptedAnswer;

  beforeEach(async () => {
    [validation, acknowledgement] = [{}, {}];
    cxone = await ScriptedServer.start(
      withTokens(({ url }) => (url === '/acknowledge' ? acknowledgement : validation)),
    );
    gate = new GateProcessor();
    const env = {
      ...cxoneEnv(cxone.url),
      CXONE_VALIDATE_PATH: '/events/{event_id}/{tenant_id}?i={interaction_id}',
      CXONE_ACKNOWLEDGE_PATH: '/acknowledge',
    };
    service = await startTestApp({ env, processor: gate });
  });

  afterEach(async () => {
    await service.close();
    await cxone.stop();
    const leaks = /token-1|s3cret|client_secret|Bearer/.test(service.log.text());
    if (leaks) throw new Error('the log holds a secret');
  });

  async function record(traceId: string): Promise<Record<string, unknown>> {
    return (await api(service.url, `/events/${traceId}`, undefined, 'GET')).body;
  }

  async function deadLetter(): Promise<string> {
    gate.verdict = 'transient';
    const { body } = await deliver(service.url, EVENT);
    gate.verdict = 'pass';
    return body.trace_id;
  }

  it('process what CXone validates, and acknowledge no first delivery', async () => {
    const answer = await deliver(service.url, EVENT);
    expect([answer.status, answer.body.trace_id]).toEqual([200, undefined]);
    expect(gate.runs).toHaveLength(1);
    expect(cxone.to(VALIDATE)).toMatchObject([{ method: 'GET' }]);
    expect(cxone.to('/acknowledge')).toHaveLength(0);
  });

  it('park what CXone does not know', async () => {
    validation = { status: 404 };
    const { body } = await deliver(service.url, EVENT);
    expect(await record(body.trace_id)).toMatchObject({
      status: 'parked',
      error_code: 'upstream_rejected',
      error: 'CXone answered HTTP 404 when asked to validate event a/b ü',
      next_retry_at: null,
    });
    expect(gate.runs).toHaveLength(0);
  });

  it('keep what CXone has no time for until the time it names', async () => {
    validation = { status: 503, headers: { 'Retry-After': '1800' } };
    const { body } = await deliver(service.url, EVENT);
    const letter = await record(body.trace_id);
    expect(letter).toMatchObject({ status: 'pending', error_code: 'upstream_error' });
    const waits = Date.parse(letter.next_retry_at as string) - Date.parse(letter.failed_at as string);
    expect(waits).toBeGreaterThanOrEqual(1_800_000);
    expect([cxone.to(VALIDATE).length, gate.runs.length]).toEqual([1, 0]);
  });

  it('park an event that lacks what the path names, without a call', async () => {
    const { body } = await deliver(service.url, { ...EVENT, tenant_id: null });
    expect(await record(body.trace_id)).toMatchObject({
      status: 'parked',
      error_code: 'validation_failed',
      error: 'the event has no tenant_id',
    });
    expect(cxone.requests).toHaveLength(0);
  });

  it('acknowledge a retried event once its record is gone', async () => {
    const traceId = await deadLetter();
    const answer = await api(service.url, `/events/${traceId}/retry`);
    expect(answer.body.outcome).toBe('processed');
    const [sent, ...more] = cxone.to('/acknowledge');
    expect(more).toEqual([]);
    expect(sent).toMatchObject({ method: 'POST', headers: { 'content-type': 'application/json' } });
    expect(JSON.parse(sent!.body)).toEqual({ event_id: 'a/b ü', trace_id: traceId });
  });

  it.each<[string, ScriptedAnswer]>([
    ['refuses', { status: 404 }],
    ['is busy for long', { status: 503, headers: { 'Retry-After': '600' } }],
    ['drops the connection', { drop: true }],
  ])('leave the success as it is when the acknowledgement %s', async (_, answer) => {
    acknowledgement = answer;
    const traceId = await deadLetter();
    expect((await api(service.url, `/events/${traceId}/retry`)).body.outcome).toBe('processed');
    expect((await api(service.url, `/events/${traceId}`, undefined, 'GET')).status).toBe(404);
    const told = service.log.lines.filter(({ event }) => event === 'acknowledge_failed');
    expect(told).toMatchObject([{ level: 'warn', fields: { trace_id: traceId } }]);
  });

  it('acknowledge no retry that fails', async () => {
    const traceId = await deadLetter();
    validation = { status: 410 };
    expect((await api(service.url, `/events/${traceId}/retry`)).body.outcome).toBe('failed');
    expect(cxone.to('/acknowledge')).toHaveLength(0);
    expect(await record(traceId)).toMatchObject({ status: 'parked', error_code: 'upstream_rejected' });
  });
});
