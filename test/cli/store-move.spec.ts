import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { deadLettered, shownIds } from '../support/dead-lettered.js';
import { api } from '../support/http.js';
import { runScript } from '../support/run-script.js';
import { startS3Server, type S3Server } from '../support/s3-server.js';
import { startService, type ServiceProcess } from '../support/service-process.js';
import { temporaryDirectory } from '../support/temporary-directory.js';

/** The program moves the store of a built service, and another one goes on where it is. */
describe('store move', { timeout: 60_000 }, () => {
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

  it('moves a bucket into a directory, with the variables of a file', async () => {
    const place = { DLQ_BUCKET: server.bucket, DATA_DIR: join(directory, 'data') };
    service = await startService({ ...variables(), ...place });
    const ids = await deadLettered(service.url, 3);
    await service.end('SIGTERM');
    const file = join(directory, 'source.env');
    const lines = Object.entries(variables()).map(([name, value]) => `${name}=${value}`);
    await writeFile(file, lines.join('\n'));
    const [from, target] = [`s3://${server.bucket}`, join(directory, 'moved')];
    const ended = await move(['--from', from, '--from-env', file, '--to', target], {});
    expect(ended).toMatchObject({ code: 0, stderr: '' });
    expect(ended.stdout).toMatch(/objects copied, 0 updated .* the same in both\n$/);
    service = await startService({ DATA_DIR: target });
    await expect.poll(() => shownIds(service!.url)).toEqual(ids);
  });

  it('asks before it removes what is gone from the source, and never without an answer', async () => {
    const [data, target] = [join(directory, 'data'), join(directory, 'target')];
    service = await startService({ DATA_DIR: data });
    const [id] = await deadLettered(service.url, 2);
    await service.end('SIGTERM');
    const args = ['--from', data, '--to', target];
    expect(await move(args)).toMatchObject({ code: 0 });
    service = await startService({ DATA_DIR: data });
    const fixed = { 'content-type': 'application/merge-patch+json', 'if-match': '*' };
    const patch = JSON.stringify({ payload: { interaction_id: 'int_1' } });
    const path = `${service.url}/api/v1/dlq/events/${id}`;
    const { headers } = await fetch(path);
    const corrected = { ...fixed, 'if-match': headers.get('etag')! };
    await fetch(`${path}?retry=true`, { method: 'PATCH', headers: corrected, body: patch });
    await service.end('SIGTERM');
    const found = await move(args);
    expect(found).toMatchObject({ code: 3, stderr: expect.stringContaining('--remove-gone') });
    expect(found.stdout).toContain(`${id}.json: it was copied, and is gone from the source since`);
    const asked = await move([...args, '--remove-gone']);
    expect(asked).toMatchObject({ code: 2, stderr: expect.stringContaining('Remove 1 copy from') });
    const removed = await move([...args, '--remove-gone', '--yes']);
    expect(removed).toMatchObject({ code: 0, stdout: expect.stringContaining('1 removed') });
  });

  it.each([
    [['--to', 's3://b'], /--from: expected DIR\|s3:\/\/BUCKET/],
    [
      ['--from', 'https://b', '--to', 's3://b'],
      /--from: expected a directory, or s3:\/\/BUCKET without a path/,
    ],
    [['--from', 's3://b/dlq', '--to', 's3://b'], /--from: expected a directory, or s3:\/\/BUCKET/],
    [['--from', 's3://B', '--to', 's3://b'], /--from: DLQ_BUCKET: .*3 to 63 lower-case letters/],
    [['--from', 's3://bbb', '--to', 's3://bbb'], /--to: expected another place than --from/],
    [
      ['--from', './data', '--to', 's3://bbb', '--to-env', 'absent.env'],
      /--to-env: expected a file that can be read/,
    ],
    [['--from', './data', '--to', 's3://bbb', '-o', 'jsonl'], /--output: expected one of table, json/],
  ])('%j is asked wrongly', async (args, said) => {
    const ended = await move(args);
    expect(ended).toMatchObject({ code: 2, stdout: '' });
    expect(ended.stderr).toMatch(said);
  });

  it.each([
    [() => ['--from', '/nonexistent', '--to', '/tmp/none'], /expected the DATA_DIR of a service/],
    [
      () => ['--from', `s3://${server.bucket}`, '--to', '/nonexistent/x', '--dry-run'],
      /holds nothing of the service/,
    ],
    [
      () => ['--from', 's3://another', '--to', join(directory, 'x')],
      /NoSuchBucket|no bucket|does not exist/i,
    ],
  ])('says what is wrong with a store', async (args, said) => {
    const ended = await move(args());
    expect(ended).toMatchObject({ code: 1, stdout: '' });
    expect(ended.stderr).toMatch(said);
    expect(ended.stderr).not.toContain('    at ');
  });
});
