import { afterEach, describe, expect, it } from 'vitest';
import { SweepService } from '../../src/retry/sweep/sweep.service.js';
import { Shutdown } from '../../src/runtime/shutdown.js';
import type { GateProcessor } from '../support/gate-processor.js';
import { startGatedApp } from '../support/gated-app.js';
import { api, deliver } from '../support/http.js';
import type { MemoryObjectStore } from '../support/memory-object-store.js';
import type { TestApp } from '../support/test-app.js';

describe('the sweep', () => {
  let service: TestApp;
  let gate: GateProcessor;
  let store: MemoryObjectStore;

  afterEach(() => service.close());

  const start = async (env: Record<string, string> = {}) => {
    ({ service, gate, store } = await startGatedApp({ BREAKER_OPEN_MS: '50', ...env }));
    expect(service.store).toBe(store);
  };

  const fail = (count: number) =>
    Promise.all(
      Array.from({ length: count }, (_, i) =>
        deliver(service.url, { event_id: `e${i}`, schema_version: 'test' }),
      ),
    );

  const left = async () => (await api(service.url, '/events?limit=100', undefined, 'GET')).body.items;

  it('drains by itself what piled up, once the cause is gone', async () => {
    await start({ RETRY_SWEEP_ENABLED: 'true', RETRY_SWEEP_CRON: '* * * * * *' });
    await fail(30);
    expect(store.records).toBe(30);
    gate.verdict = 'pass';
    await expect.poll(left, { timeout: 15_000 }).toEqual([]);
    expect(gate.mostAtOnce).toBe(1);
  });

  it('parks what fails for ever, and asks no more', async () => {
    await start({ RETRY_MAX_ATTEMPTS: '3', RETRY_MAX_DELAY_MS: '1' });
    await fail(1);
    const sweeps = service.app.get(SweepService);
    await expect
      .poll(async () => (await sweeps.sweep()) && (await left())[0])
      .toMatchObject({ status: 'parked' });
    expect(gate.runs).toHaveLength(4);
    expect(await sweeps.sweep()).toMatchObject({ due: 0, processed: 0, failed: 0 });
    expect((await api(service.url, '/retry')).body.failed).toHaveLength(1);
  });

  it('never overlaps itself', async () => {
    await start();
    await fail(5);
    const sweeps = service.app.get(SweepService);
    let open = () => {};
    gate.hold = new Promise((resolve) => (open = resolve));
    gate.runs.length = 0;
    const first = sweeps.sweep();
    await expect.poll(() => gate.runs.length).toBe(5);
    const second = sweeps.sweep();
    open();
    expect(await second).toBe(await first);
    expect(gate.runs).toHaveLength(5);
  });

  it('has no more attempts under way than RETRY_CONCURRENCY', async () => {
    await start({ RETRY_CONCURRENCY: '3' });
    await fail(9);
    gate.runs.length = 0;
    let open = () => {};
    gate.hold = new Promise((resolve) => (open = resolve));
    const sweep = service.app.get(SweepService).sweep();
    await expect.poll(() => gate.runs.length).toBe(3);
    open();
    expect((await sweep).failed).toBe(9);
  });

  it('asks the store nothing when nothing is due', async () => {
    await start({ CATALOG_POLL_MS: '3600000' });
    gate.verdict = 'permanent';
    await fail(50);
    store.calls.length = 0;
    await service.app.get(SweepService).sweep();
    expect(store.calls).toEqual([]);
  });

  it('begins nothing more once the service stops, and finishes what has begun', async () => {
    await start({ RETRY_CONCURRENCY: '2' });
    await fail(6);
    gate.verdict = 'pass';
    gate.runs.length = 0;
    let open = () => {};
    gate.hold = new Promise((resolve) => (open = resolve));
    void service.app.get(SweepService).sweep();
    await expect.poll(() => gate.runs.length).toBe(2);
    const { signal } = service.app.get(Shutdown);
    const closed = service.close();
    await expect.poll(() => signal.aborted).toBe(true);
    open();
    await closed;
    expect(gate.runs).toHaveLength(2);
    expect(store.records).toBe(4);
    await start();
  });
});
