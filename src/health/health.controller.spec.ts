import { describe, expect, it } from 'vitest';
import { TestClock } from '../../test/support/test-clock.js';
import { HealthChecks } from '../runtime/health-checks.js';
import { Shutdown } from '../runtime/shutdown.js';
import { HealthController } from './health.controller.js';
import type { ReadyDto } from './health.dto.js';
import { ReadinessService } from './readiness.service.js';

describe('GET /health and /version', () => {
  /** @returns the answer and its status to whoever asks whether the service is ready */
  async function ready(status: ReadyDto['status'], shutdown = new Shutdown()) {
    const checks = new HealthChecks();
    checks.add('store', () => ({ status }));
    let code = 200;
    const answer = await controllerOf(checks, shutdown).ready({ status: (set) => (code = set) });
    return { code, answer };
  }

  function controllerOf(checks: HealthChecks, shutdown = new Shutdown()): HealthController {
    const readiness = new ReadinessService(checks, new TestClock());
    return new HealthController(readiness, { digest: 'd1' }, shutdown);
  }

  it.each([
    ['ok', 200],
    ['degraded', 200],
    ['unavailable', 503],
  ] as const)('is %s with %i', async (status, code) => {
    expect(await ready(status)).toMatchObject({ code, answer: { status } });
  });

  it('is 503 as soon as the shutdown begins, whatever the store answers', async () => {
    const shutdown = new Shutdown();
    shutdown.startDraining();
    expect(await ready('ok', shutdown)).toMatchObject({
      code: 503,
      answer: { checks: { shutdown: { status: 'unavailable' } } },
    });
  });

  it('is live, and names its version', () => {
    const controller = controllerOf(new HealthChecks());
    expect(controller.live()).toEqual({ status: 'ok' });
    expect(controller.version()).toMatchObject({
      name: 'cxone-dlq',
      version: expect.stringMatching(/^\d+\.\d+\.\d+/) as string,
      node: process.version,
      schemas: 'd1',
    });
  });
});
