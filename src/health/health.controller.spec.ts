import type { Response } from 'express';
import { describe, expect, it } from 'vitest';
import type { SchemaService } from '../processing/schemas/schema.service.js';
import { Shutdown } from '../runtime/shutdown.js';
import { HealthController } from './health.controller.js';
import type { ReadyDto } from './health.dto.js';
import type { ReadinessService } from './readiness.service.js';

describe('GET /health and /version', () => {
  /** @returns the answer and its status to whoever asks whether the service is ready */
  async function ready(status: ReadyDto['status'], shutdown = new Shutdown()) {
    const readiness = { check: async () => ({ status, checks: {} }) } as unknown as ReadinessService;
    const controller = new HealthController(readiness, {} as SchemaService, shutdown);
    let code = 200;
    const response = { status: (set: number) => (code = set) } as unknown as Response;
    const answer = await controller.ready(response);
    return { code, answer };
  }

  it.each([
    ['ok', 200],
    ['degraded', 200],
    ['unavailable', 503],
  ] as const)('is %s with %i', async (status, code) => {
    expect(await ready(status)).toMatchObject({ code, answer: { status } });
  });

  it('is 503 from the first step of the end, whatever the store answers', async () => {
    const shutdown = new Shutdown();
    shutdown.startDraining();
    expect(await ready('ok', shutdown)).toMatchObject({
      code: 503,
      answer: { checks: { shutdown: { status: 'unavailable' } } },
    });
  });

  it('lives, and says what runs', () => {
    const schemas = { digest: 'd1' } as SchemaService;
    const controller = new HealthController({} as ReadinessService, schemas, new Shutdown());
    expect(controller.live()).toEqual({ status: 'ok' });
    expect(controller.version()).toMatchObject({
      name: 'cxone-dlq',
      version: expect.stringMatching(/^\d+\.\d+\.\d+/) as string,
      node: process.version,
      schemas: 'd1',
    });
  });
});
