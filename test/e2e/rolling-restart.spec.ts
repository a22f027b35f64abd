import { Agent, request } from 'node:http';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { send } from '../support/http.js';
import { startService, type ServiceProcess } from '../support/service-process.js';

/** A balancer of two replicas: it reuses idle connections, and leaves a replica that says that it is not ready. */
class Balancer {
  readonly agent = new Agent({ keepAlive: true });
  readonly ready = new Set<string>();
  readonly failures: string[] = [];
  delivered = 0;
  reused = 0;
  private turn = 0;

  deliver(id: string): Promise<void> {
    const urls = [...this.ready];
    const { hostname, port } = new URL(urls[this.turn++ % urls.length]!);
    return new Promise((resolve) => {
      const path = '/webhook/cxone-data-actions';
      const sent = request({ hostname, port, path, method: 'POST', agent: this.agent }, (response) => {
        response.resume();
        if (response.statusCode === 200) this.delivered++;
        else this.failures.push(String(response.statusCode));
        response.once('end', resolve);
      });
      sent.once('error', (error) => {
        this.failures.push(error.message);
        resolve();
      });
      sent.end(JSON.stringify({ event_id: id, payload: { interaction_id: 1 } }));
      if (sent.reusedSocket) this.reused++;
    });
  }
}

describe('a rolling restart behind a balancer', { timeout: 120_000 }, () => {
  let services: ServiceProcess[];
  let directories: string[];
  let balancer: Balancer;

  beforeEach(() => {
    [services, directories, balancer] = [[], [], new Balancer()];
  });

  afterEach(async () => {
    balancer.agent.destroy();
    await Promise.all(services.map((service) => service.end('SIGKILL')));
    await Promise.all(directories.map((directory) => rm(directory, { recursive: true, force: true })));
  });

  async function start(): Promise<ServiceProcess> {
    const DATA_DIR = await mkdtemp(join(tmpdir(), 'cxone-dlq-'));
    directories.push(DATA_DIR);
    const service = await startService({ DATA_DIR, SHUTDOWN_DELAY_MS: '1500', LOG_LEVEL: 'info' });
    services.push(service);
    balancer.ready.add(service.url);
    return service;
  }

  it('fails no delivery, though its connections are reused', async () => {
    const replicas = [await start(), await start()];
    const ended = new AbortController();
    let nth = 0;
    const load = Promise.all(
      Array.from({ length: 4 }, async () => {
        while (!ended.signal.aborted) await balancer.deliver(`e${nth++}`);
      }),
    );
    for (const old of replicas) {
      const before = balancer.delivered;
      await expect.poll(() => balancer.delivered - before).toBeGreaterThan(20);
      await start();
      const exit = old.end('SIGTERM');
      await expect.poll(async () => (await send(`${old.url}/health/ready`)).status).toBe(503);
      // The balancer goes on sending for a while after that.
      const late = balancer.delivered;
      await expect.poll(() => balancer.delivered - late).toBeGreaterThan(20);
      balancer.ready.delete(old.url);
      expect(await exit).toBe(0);
    }
    ended.abort();
    await load;
    expect(balancer.failures).toEqual([]);
    expect(balancer.reused).toBeGreaterThan(0);
  });
});
