import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, describe, expect, it, vi } from 'vitest';
import type { ReadyDto } from '../../src/health/health.dto.js';
import { SystemClock } from '../../src/runtime/clock.js';
import { FileObjectStore } from '../../src/store/file/file-object-store.js';
import { StoreError } from '../../src/store/store-error.js';
import { deliver, send } from '../support/http.js';
import { MemoryObjectStore } from '../support/memory-object-store.js';
import { temporaryDirectory } from '../support/temporary-directory.js';
import { startTestApp, type TestApp } from '../support/test-app.js';

const GIB = 1_073_741_824;
const KEYS = JSON.stringify({ keys: [{ name: 'ci', role: 'viewer', sha256: 'a'.repeat(64) }] });

/** Files and the store are looked at again every 5 s. */
const AMPLE = { timeout: 60_000 };

describe('readiness, while something fails in use and after it', AMPLE, () => {
  const cleanUp: Array<() => Promise<void>> = [];

  afterEach(async () => {
    vi.restoreAllMocks();
    for (const step of cleanUp.splice(0).toReversed()) await step();
  });

  async function start(options: Parameters<typeof startTestApp>[0]): Promise<TestApp> {
    const service = await startTestApp(options);
    cleanUp.push(() => service.close());
    return service;
  }

  function refuse(store: MemoryObjectStore, calls: string[]): void {
    store.interference = {
      before: (call) => {
        if (calls.includes(call)) {
          throw new StoreError('AccessDenied', { outcomeUnknown: false, retryable: false });
        }
      },
    };
  }

  /** The answer to the question whether the service is ready, and the checks that are not ok. */
  async function ready({ url }: TestApp): Promise<{ status: number; troubles: Record<string, string> }> {
    const { status, body } = await send(`${url}/health/ready`);
    const { checks } = body as unknown as ReadyDto;
    const troubles = Object.entries(checks).filter(([, check]) => check.status !== 'ok');
    return {
      status,
      troubles: Object.fromEntries(troubles.map(([name, { detail }]) => [name, detail ?? ''])),
    };
  }

  it('names what the store refuses, check by check, and is ok again by itself', async () => {
    const store = new MemoryObjectStore(new SystemClock());
    const service = await start({ store, env: { CATALOG_POLL_MS: '1000' } });
    await expect.poll(() => ready(service)).toEqual({ status: 200, troubles: {} });

    refuse(store, ['put']);
    expect((await deliver(service.url, { event_id: 'e', payload: {} })).status).toBe(500);
    await expect
      .poll(async () => (await ready(service)).troubles['store'])
      .toMatch(/^writes fail: AccessDenied/);
    refuse(store, ['put', 'list']);
    await expect
      .poll(() => ready(service))
      .toMatchObject({
        status: 200,
        troubles: {
          store: expect.stringMatching(/^listings fail: AccessDenied/) as string,
          catalog: expect.stringMatching(/^not listed: AccessDenied/) as string,
        },
      });

    store.interference = {};
    await expect.poll(() => ready(service)).toEqual({ status: 200, troubles: {} });
    // What the service tried by itself is gone.
    expect([...store.objects.keys()].filter((key) => !key.startsWith('audit/'))).toEqual([]);
  });

  it('names a disk that is nearly full, and a key file that is broken', async () => {
    const { path, remove } = await temporaryDirectory();
    cleanUp.push(remove);
    const file = join(path, 'keys.json');
    await writeFile(file, KEYS);
    const service = await start({ env: { ACCESS_KEYS_FILE: file } });
    await expect.poll(() => ready(service)).toEqual({ status: 200, troubles: {} });

    const full = { freeBytes: 1_048_576, sizeBytes: 10 * GIB, freeFiles: null, maxFiles: null };
    vi.spyOn(FileObjectStore.prototype, 'space').mockResolvedValue(full);
    await writeFile(file, '{"keys": [');
    await expect
      .poll(() => ready(service))
      .toEqual({
        status: 200,
        troubles: {
          disk: expect.stringContaining('nearly full (1 MiB of 10240 MiB are free)') as string,
          access_keys: expect.stringContaining('The keys that were read before stay in force') as string,
        },
      });

    vi.restoreAllMocks();
    await writeFile(file, KEYS);
    await expect.poll(() => ready(service)).toEqual({ status: 200, troubles: {} });
  });
});
