import { rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { SystemClock } from '../../src/runtime/clock.js';
import { FileObjectStore } from '../../src/store/file/file-object-store.js';
import { FileStoreReader } from '../../src/store/file/file-store-reader.js';
import { deadLettered, shownIds } from '../support/dead-lettered.js';
import { api } from '../support/http.js';
import { runScript } from '../support/run-script.js';
import { startS3Server, type S3Server } from '../support/s3-server.js';
import { startService, type ServiceProcess } from '../support/service-process.js';
import { temporaryDirectory } from '../support/temporary-directory.js';

/** The key of a record, for bytes that are none. */
const RECORD =
  'dlq/year=2024/month=10/day=23/hour=19/DLQ-1729712345678-9f86d081884c7d659a2feaa0c55ad015.json';

/** The program moves the store of a built service, and another one goes on where it is. */
describe('store move', { timeout: 120_000 }, () => {
  let server: S3Server;
  let directory: string;
  let remove: () => Promise<void>;
  let service: ServiceProcess | undefined;

  beforeEach(async () => {
    server = await startS3Server();
    ({ path: directory, remove } = await temporaryDirectory());
  });
  afterEach(async () => {
    await service?.end('SIGKILL');
    service = undefined;
    await server.stop();
    await remove();
  });

  const variables = () => ({
    AWS_ENDPOINT_URL_S3: server.endpoint,
    AWS_REGION: 'us-east-1',
    AWS_ACCESS_KEY_ID: 'test',
    AWS_SECRET_ACCESS_KEY: 'test',
    // The double's conditions are atomic, and races for them take most of a start.
    STORE_ATOMIC_DELETE: 'true',
  });
  const move = (args: string[], env: Record<string, string> = variables()) =>
    runScript('bin/cxone-dlq.mjs', ['store', 'move', ...args], env);

  it('moves a store under a running service, then what changed since, and another service goes on there', async () => {
    const [data, bucket] = [join(directory, 'data'), `s3://${server.bucket}`];
    service = await startService({ DATA_DIR: data });
    const ids = await deadLettered(service.url, 5);
    const args = ['--from', data, '--to', bucket, '-o', 'json'];
    const first = await move(args);
    expect(first).toMatchObject({ code: 3, stderr: expect.stringContaining('A service still runs') });
    expect(JSON.parse(first.stdout)).toMatchObject({ state: 'settled', source_in_use: true, failed: 0 });
    await api(service.url, `/events/${ids[0]}/discard`);
    await service.end('SIGTERM');
    const last = await move(args);
    expect(last).toMatchObject({ code: 0, stderr: '' });
    expect(JSON.parse(last.stdout)).toMatchObject({ state: 'settled', updated: 1, source_in_use: false });
    const env = { ...variables(), DLQ_BUCKET: server.bucket, DATA_DIR: join(directory, 'other') };
    service = await startService(env);
    await expect.poll(() => shownIds(service!.url)).toEqual(ids);
    const shown = await api(service.url, `/events/${ids[0]}`, undefined, 'GET');
    expect(shown.body).toMatchObject({ status: 'discarded', original_event: { event_id: 'evt_0' } });
  });

  /** A store as a service leaves it, without one. */
  async function storeIn(path: string, keys: string[]): Promise<void> {
    const store = await FileObjectStore.open({ dataDir: path }, new SystemClock());
    const options = {
      condition: 'none',
      contentType: 'application/json',
      metadata: { event_id: 'e' },
    } as const;
    for (const key of keys) await store.put(key, Buffer.from(key), options);
    await store.close();
  }

  it('moves a directory into a bucket and back, with the variables of a file', async () => {
    const [data, bucket, back] = [join(directory, 'data'), `s3://${server.bucket}`, join(directory, 'back')];
    await storeIn(data, ['audit/a', RECORD, 'schemas/current.json']);
    const file = join(directory, 's3.env');
    const lines = Object.entries(variables()).map(([name, value]) => `${name}=${value}`);
    await writeFile(file, lines.join('\n'));
    for (const args of [
      ['--from', data, '--to', bucket, '--to-env', file],
      ['--from', bucket, '--from-env', file, '--to', back],
    ]) {
      const ended = await move(args, {});
      expect(ended).toMatchObject({ code: 0, stderr: '' });
      expect(ended.stdout).toMatch(/3 objects copied, 0 updated .* the same in both\n/);
      expect(ended.stdout).toContain('1 corrupt, moved as they are:\n  dlq/year=');
    }
    const { entries } = await (
      await FileStoreReader.open(back, new SystemClock())
    ).list({ prefix: 'dlq/', limit: 9 });
    expect(entries.map(({ key }) => key)).toEqual([RECORD]);
  });

  it('asks before it removes what is gone from the source, and never without an answer', async () => {
    const [data, target] = [join(directory, 'data'), join(directory, 'target')];
    await storeIn(data, ['audit/a', 'dlq/a']);
    const args = ['--from', data, '--to', target];
    expect(await move(args)).toMatchObject({ code: 0 });
    await rm(join(data, 'objects/dlq'), { recursive: true });
    const asked = await move([...args, '--remove-gone']);
    expect(asked).toMatchObject({ code: 2, stderr: expect.stringContaining('Remove 1 copy from') });
    const found = await move(args);
    expect(found).toMatchObject({ code: 3, stderr: expect.stringContaining('--remove-gone') });
    expect(found.stdout).toContain('dlq/a: it was copied, and is gone from the source since');
    const removed = await move([...args, '--remove-gone', '--yes']);
    expect(removed).toMatchObject({ code: 0, stdout: expect.stringContaining('1 removed') });
  });

  it.each([
    [() => ['--to', 's3://b'], 2, /--from: expected DIR\|s3:\/\/BUCKET/],
    [() => ['--from', 's3://bbb', '--to', 's3://bbb'], 2, /--to: expected another place than --from/],
    [
      () => ['--from', 'x', '--to', 'y', '--to-env', 'none.env'],
      2,
      /--to-env: expected a file that can be read/,
    ],
    [() => ['--from', '/nonexistent', '--to', '/tmp/none'], 1, /expected the DATA_DIR of a service/],
    [
      () => ['--from', 's3://another', '--to', join(directory, 'x')],
      1,
      /NoSuchBucket|no bucket|does not exist/i,
    ],
  ])('says what is wrong, and leaves no trace of its own in the text', async (args, code, said) => {
    const ended = await move(args());
    expect(ended).toMatchObject({ code, stdout: '' });
    expect(ended.stderr).toMatch(said);
    expect(ended.stderr).not.toContain('    at ');
  });
});
