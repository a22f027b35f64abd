import { afterEach, describe, expect, it } from 'vitest';
import { SweepService } from '../../src/retry/sweep/sweep.service.js';
import { cxoneEnv } from '../support/cxone-world.js';
import { GateProcessor } from '../support/gate-processor.js';
import { api, deliver } from '../support/http.js';
import { ScriptedServer, withTokens, type Script } from '../support/scripted-server.js';
import { startTestApp, type TestApp } from '../support/test-app.js';

const EVENTS = 24;

describe('a backlog that CXone validates', () => {
  let cxone: ScriptedServer;
  let gate: GateProcessor;
  let app: TestApp;

  afterEach(async () => {
    await app.close();
    await cxone.stop();
  });

  async function start(validation: Script, env: Record<string, string> = {}): Promise<void> {
    cxone = await ScriptedServer.start(withTokens(validation));
    gate = new GateProcessor();
    // A bug blames no target, so that its breaker stays closed.
    gate.verdict = 'crash';
    app = await startTestApp({
      processor: gate,
      env: {
        ...cxoneEnv(cxone.url),
        CXONE_VALIDATE_PATH: '/validate',
        CXONE_MAX_IN_FLIGHT: '1',
        RETRY_BASE_DELAY_MS: '1',
        ...env,
      },
    });
  }

  const deliverOne = (id: string) =>
    deliver(app.url, { event_id: id, schema_version: 'test', payload: { interaction_id: id } });

  const waiting = async () => (await api(app.url, '/events', undefined, 'GET')).body.items.length;
  const sweep = () => app.app.get(SweepService).sweep();

  it('is validated one after the other where CXone takes one call at once, and nobody is blamed', async () => {
    await start(() => ({ delayMs: 20 }), { BREAKER_FAILURES: '3', RETRY_ATTEMPT_TIMEOUT_MS: '200' });
    for (let i = 0; i < EVENTS; i++) await deliverOne(`e${i}`);
    gate.verdict = 'pass';
    await expect.poll(async () => (await sweep(), waiting()), { timeout: 20_000 }).toBe(0);
    expect(cxone.to('/validate')).toHaveLength(2 * EVENTS);
    expect(cxone.mostAtOnce('/validate')).toBe(1);
    expect(gate.runs).toHaveLength(2 * EVENTS);
    expect(app.log.text()).not.toMatch(/retry_failed|breaker_opened/);
  });

  it('keeps the webhook waiting for a moment, and nothing is sent', async () => {
    await start((_request, nth) => (nth === 1 ? { hang: true } : {}));
    const slow = deliverOne('slow');
    await expect.poll(() => cxone.to('/validate')).toHaveLength(1);
    const { body } = await deliverOne('next');
    const record = await api(app.url, `/events/${body.trace_id}`, undefined, 'GET');
    expect(record.body).toMatchObject({ status: 'pending', error_code: 'target_busy', retry_count: 0 });
    expect(record.body.error).toContain('no place at CXone became free');
    expect(cxone.to('/validate')).toHaveLength(1);
    expect((await slow).body.trace_id).toBeDefined();
  });
});
