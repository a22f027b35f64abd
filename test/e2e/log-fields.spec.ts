import { afterEach, describe, expect, it } from 'vitest';
import { GateProcessor } from '../support/gate-processor.js';
import { deliver } from '../support/http.js';
import { startTestApp, type TestApp } from '../support/test-app.js';

describe('the log lines of a failure', () => {
  let service: TestApp | undefined;

  afterEach(async () => {
    await service?.close();
    service = undefined;
  });

  const linesOf = async (env: Record<string, string>, event: object) => {
    const gate = new GateProcessor();
    gate.verdict = 'transient';
    service = await startTestApp({ processor: gate, env });
    const { body } = await deliver(service.url, { schema_version: 'test', payload: {}, ...event });
    await fetch(`${service.url}/api/v1/dlq/events/${body.trace_id}/retry`, { method: 'POST' });
    const { log } = service;
    const fieldsOf = (name: string) => log.lines.find(({ event: logged }) => logged === name)?.fields;
    return { traceId: body.trace_id, first: fieldsOf('dead_lettered'), retry: fieldsOf('retry_failed') };
  };

  it('say whose event failed, where, and why', async () => {
    const event = { event_id: 'e', tenant_id: 't_456', type: 'CaseStatusChanged' };
    const { traceId, first, retry } = await linesOf({}, event);
    const both = {
      trace_id: traceId,
      tenant_id: 't_456',
      event_type: 'CaseStatusChanged',
      target: expect.stringMatching(/./) as string,
      error_code: expect.stringMatching(/^[a-z_]+$/) as string,
      error: expect.stringMatching(/./) as string,
      status: 'pending',
    };
    expect(first).toEqual(both);
    expect(retry).toEqual({ ...both, retry_count: 1, duration_ms: expect.any(Number) as number });
  });

  it('show no value that is masked, and no text that is as long as its sender likes', async () => {
    const env = { REDACT_PATHS: 'tenant_id,type' };
    const masked = await linesOf(env, { event_id: 'e', tenant_id: 'Mr Smith', type: 'Secret' });
    for (const fields of [masked.first, masked.retry]) {
      expect(fields).toMatchObject({ tenant_id: '[masked]', event_type: '[masked]' });
    }
    await service?.close();
    const long = await linesOf(
      {},
      { event_id: 'e', tenant_id: 't'.repeat(10_000), type: 'x'.repeat(10_000) },
    );
    expect(String(long.first?.tenant_id)).toHaveLength(256);
    expect(String(long.retry?.event_type)).toHaveLength(256);
  });
});
