import { afterEach, describe, expect, it } from 'vitest';
import { startCxoneWorld, type CxoneWorld } from '../../test/support/cxone-world.js';
import { eventOf } from '../../test/support/event-of.js';
import { MemoryLog } from '../../test/support/memory-log.js';
import type { Script } from '../../test/support/scripted-server.js';
import { ACKNOWLEDGE_TIMEOUT_MS, ACKNOWLEDGE_WAIT_MS, CxoneAcknowledger } from './cxone-acknowledger.js';

describe('the acknowledgement to CXone', () => {
  let world: CxoneWorld;
  let log: MemoryLog;
  let acknowledger: CxoneAcknowledger;

  afterEach(() => world.server.stop());

  async function start(script: Script, path = '/ack'): Promise<void> {
    world = await startCxoneWorld(script, path === '' ? {} : { CXONE_ACKNOWLEDGE_PATH: path });
    log = new MemoryLog();
    acknowledger = new CxoneAcknowledger(world.client, world.config, world.clock, log);
  }

  const acknowledge = (text = '{"event_id":12345678901234567890}') =>
    acknowledger.acknowledge(eventOf(text), 'dlq-1');

  it('says which event and which dead letter, the event id as text', async () => {
    await start(() => ({ status: 202 }));
    await acknowledge();
    expect(world.server.to('/ack').map(({ body }) => body)).toEqual([
      '{"event_id":"12345678901234567890","trace_id":"dlq-1"}',
    ]);
    expect(log.lines).toEqual([]);
  });

  it('is not sent where no path is set', async () => {
    await start(() => ({}), '');
    await acknowledge();
    expect(world.server.requests).toEqual([]);
  });

  it('is logged with its trace id when it fails, and throws nothing', async () => {
    await start(() => ({ status: 400, text: 'no' }));
    await acknowledge();
    expect(log.lines).toEqual([
      {
        level: 'warn',
        event: 'acknowledge_failed',
        fields: {
          trace_id: 'dlq-1',
          error: 'CXone answered HTTP 400 to the acknowledgement',
          error_name: 'PermanentError',
        },
      },
    ]);
  });

  it('is logged when the event lacks what the path names', async () => {
    await start(() => ({}), '/ack/{tenant_id}');
    await acknowledge();
    expect(log.text()).toContain('the event has no tenant_id');
    expect(world.server.requests).toEqual([]);
  });

  it('keeps its retry for a second, and is given up after 15 s; a shutdown waits that long for it', async () => {
    await start((_request, nth) =>
      nth === 1 ? { status: 429, headers: { 'Retry-After': '10' } } : { hang: true },
    );
    const ended: string[] = [];
    const sent = acknowledge().then(() => ended.push('acknowledgement'));
    const stopped = acknowledger.onApplicationShutdown().then(() => ended.push('shutdown'));
    await expect.poll(() => world.clock.asked).toContain(10_000);
    await expect.poll(() => world.server.to('/ack')).toHaveLength(1);
    await world.clock.advance(ACKNOWLEDGE_WAIT_MS - 1);
    expect(ended).toEqual([]);
    await world.clock.advance(1);
    await sent;
    await world.clock.advance(ACKNOWLEDGE_TIMEOUT_MS - ACKNOWLEDGE_WAIT_MS - 1);
    await expect.poll(() => world.server.to('/ack')).toHaveLength(2);
    expect(ended).toEqual(['acknowledgement']);
    await world.clock.advance(1);
    await stopped;
    expect(ended).toEqual(['acknowledgement', 'shutdown']);
    expect(log.text()).toContain('not finished within 15000 ms');
  });
});
