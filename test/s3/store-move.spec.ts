import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import { deadLettered, shownIds } from '../support/dead-lettered.js';
import { api } from '../support/http.js';
import { runScript } from '../support/run-script.js';
import { storeEnv } from '../support/s3-env.js';
import { startService, type ServiceProcess } from '../support/service-process.js';

describe('store move on a real S3 server', () => {
  let service: ServiceProcess | undefined;
  let directory: string | undefined;

  afterEach(async () => {
    await service?.end('SIGKILL');
    if (directory !== undefined) await rm(directory, { recursive: true });
  });

  it('moves a store into a bucket and on into another one, where a service finds and retries every event', async () => {
    directory = await mkdtemp(join(tmpdir(), 'cxone-dlq-'));
    const data = join(directory, 'data');
    service = await startService({ DATA_DIR: data });
    const ids = await deadLettered(service.url, 20);
    await service.end('SIGTERM');
    const [first, second] = [await storeEnv(), await storeEnv()];
    const move = (from: string, to: string) =>
      runScript('bin/cxone-dlq.mjs', ['store', 'move', '--from', from, '--to', to, '-o', 'json'], first);
    for (const [from, to] of [
      [data, `s3://${first.DLQ_BUCKET}`],
      [`s3://${first.DLQ_BUCKET}`, `s3://${second.DLQ_BUCKET}`],
    ] as const) {
      const ended = await move(from, to);
      expect(ended).toMatchObject({ code: 0, stderr: '' });
      expect(JSON.parse(ended.stdout)).toMatchObject({ state: 'settled', failed: 0, conflict: 0 });
      expect(JSON.parse((await move(from, to)).stdout)).toMatchObject({ copied: 0, passes: 1 });
    }
    service = await startService({ ...second, DATA_DIR: join(directory, 'other') });
    await expect.poll(() => shownIds(service!.url)).toEqual(ids);
    const retried = await api(service.url, `/events/${ids[0]}/retry`);
    expect(retried).toMatchObject({ status: 200, body: { outcome: 'failed' } });
  });
});
