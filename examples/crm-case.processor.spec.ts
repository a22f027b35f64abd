import { Module } from '@nestjs/common';
import { DiscoveryModule } from '@nestjs/core';
import { Test } from '@nestjs/testing';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { loadConfig } from '../src/config/config.js';
import { ConfigModule } from '../src/config/config.module.js';
import { classify } from '../src/domain/letter/failure.js';
import { ProcessorRegistry } from '../src/processing/processor.registry.js';
import { eventOf } from '../test/support/event-of.js';
import { ScriptedServer } from '../test/support/scripted-server.js';
import { CrmAddress, CrmCaseProcessor } from './crm-case.processor.js';

describe('the example processor', () => {
  let server: ScriptedServer;
  let controller: AbortController;

  beforeEach(async () => {
    server = await ScriptedServer.start(() => ({}));
    controller = new AbortController();
  });

  afterEach(() => server.stop());

  function process(payload: string): Promise<void> {
    const event = eventOf(`{"event_id":"e1","schema_version":"crm-case-1","payload":${payload}}`);
    const context = { deadlineAt: 0, idempotencyKey: 'key', retryCount: 0, traceId: null };
    return new CrmCaseProcessor(new CrmAddress(server.url)).process(event, {
      ...context,
      signal: controller.signal,
    });
  }

  const failure = (work: Promise<void>) =>
    work.then(
      () => null,
      (error: unknown) => classify(error),
    );

  it('puts the status into the CRM as it arrived, with a key against doing it twice', async () => {
    await process('{"case":{"id":"c/1","status":{"code":12345678901234567890}}}');
    expect(server.requests).toMatchObject([
      {
        method: 'PUT',
        url: '/cases/c%2F1',
        headers: { 'idempotency-key': 'key' },
        body: '{"status":{"code":12345678901234567890}}',
      },
    ]);
  });

  it.each(['{}', '[]', '{"case":{"id":7,"status":"x"}}', '{"case":{"id":"c1"}}', 'null'])(
    'parks an event with the payload %s, and asks nobody',
    async (payload) => {
      expect(await failure(process(payload))).toMatchObject({ code: 'validation_failed', retryable: false });
      expect(server.requests).toHaveLength(0);
    },
  );

  it.each([
    [422, 'upstream_rejected', false],
    [503, 'upstream_error', true],
    [429, 'upstream_rate_limited', true],
  ])('tells what HTTP %i means, and keeps the answer', async (status, code, retryable) => {
    server.script = () => ({ status, text: 'because' });
    expect(await failure(process('{"case":{"id":"c1","status":"x"}}'))).toMatchObject({
      code,
      retryable,
      response: { status, body: 'because' },
    });
  });

  it('is retried where the CRM cannot be reached', async () => {
    server.script = () => ({ drop: true });
    const failed = await failure(process('{"case":{"id":"c1","status":"x"}}'));
    expect(failed).toMatchObject({ code: 'upstream_unreachable', retryable: true });
  });

  it('stops when its attempt does', async () => {
    server.script = () => ({ hang: true });
    const running = process('{"case":{"id":"c1","status":"x"}}');
    await expect.poll(() => server.requests).toHaveLength(1);
    controller.abort(new Error('no time left'));
    await expect(running).rejects.toThrow('no time left');
  });

  it('is found by its decorator once a module lists it', async () => {
    @Module({
      providers: [CrmCaseProcessor, { provide: CrmAddress, useValue: new CrmAddress(server.url) }],
    })
    class CrmModule {}
    const module = await Test.createTestingModule({
      imports: [ConfigModule.of(loadConfig({})), DiscoveryModule, CrmModule],
      providers: [ProcessorRegistry],
    }).compile();
    await module.init();
    const found = module.get(ProcessorRegistry).find('crm-case-1');
    expect([found?.name, found?.processor]).toEqual(['CrmCaseProcessor', expect.any(CrmCaseProcessor)]);
    await module.close();
  });
});
