import {
  DeleteBucketPolicyCommand,
  GetObjectCommand,
  ListObjectsV2Command,
  ListObjectVersionsCommand,
  PutBucketPolicyCommand,
  PutBucketVersioningCommand,
  S3Client,
} from '@aws-sdk/client-s3';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { api, deliver } from '../support/http.js';
import { storeEnv } from '../support/s3-env.js';
import { startService, type ServiceProcess } from '../support/service-process.js';

const { TEST_S3_ENDPOINT = '', TEST_S3_ACCESS_KEY = '', TEST_S3_SECRET_KEY = '' } = process.env;
const SAID = 'Ada Lovelace';

describe('an erase by the built service in a bucket with versioning', { timeout: 60_000 }, () => {
  let s3: S3Client;
  let Bucket: string;
  let service: ServiceProcess;
  let dataDir: string;

  beforeAll(async () => {
    const credentials = { accessKeyId: TEST_S3_ACCESS_KEY, secretAccessKey: TEST_S3_SECRET_KEY };
    s3 = new S3Client({ endpoint: TEST_S3_ENDPOINT, region: 'us-east-1', forcePathStyle: true, credentials });
    const env = await storeEnv();
    Bucket = env['DLQ_BUCKET']!;
    const VersioningConfiguration = { Status: 'Enabled' } as const;
    await s3.send(new PutBucketVersioningCommand({ Bucket, VersioningConfiguration }));
    dataDir = await mkdtemp(join(tmpdir(), 'cxone-dlq-erase-'));
    // Ceph honours no conditional writes in a bucket with versioning.
    service = await startService({ ...env, DATA_DIR: dataDir, STORE_SINGLE_WRITER: 'true' });
  });
  afterAll(async () => {
    await service.end('SIGTERM');
    s3.destroy();
    await rm(dataDir, { recursive: true, force: true });
  });

  /** A parked dead letter of somebody. @returns its trace id */
  async function parked(event_id: string, interaction_id: string): Promise<string> {
    const payload = { interaction_id, name: SAID };
    const event = { event_id, tenant_id: 't', schema_version: 'v9.9', payload };
    return (await deliver(service.url, event)).body.trace_id;
  }
  const redrive = (path: string, body?: object, method = 'POST') =>
    api(service.url, `/redrives${path}`, body, method);

  async function erased(interaction_id: string) {
    const { body: plan } = await redrive('', { action: 'erase', filter: { interaction_id } });
    expect(plan).toMatchObject({ state: 'planned', matched: 2 });
    const id = plan.job_id as string;
    expect((await redrive(`/${id}/start`, { expected_count: 2 })).status).toBe(200);
    const job = async () => (await redrive(`/${id}`, undefined, 'GET')).body;
    await expect.poll(async () => (await job())['state']).toBe('completed');
    const written = async () => s3.send(new ListObjectsV2Command({ Bucket, Prefix: `jobs/${id}/report` }));
    await expect.poll(async () => (await written()).KeyCount).toBe(1);
    const answer = await fetch(`${service.url}/api/v1/dlq/redrives/${id}/report`);
    const lines = (await answer.text()).trim().split('\n');
    return { id, job: await job(), report: lines.map((line) => JSON.parse(line) as Record<string, unknown>) };
  }

  /** Every version in the bucket, and every mark of a deletion, under a prefix. */
  async function held(Prefix: string) {
    const found: Array<{ key: string; version: string | null }> = [];
    let from: { KeyMarker?: string | undefined; VersionIdMarker?: string | undefined } = {};
    for (;;) {
      const page = await s3.send(new ListObjectVersionsCommand({ Bucket, Prefix, ...from }));
      for (const { Key, VersionId } of page.Versions ?? []) found.push({ key: Key!, version: VersionId! });
      for (const { Key } of page.DeleteMarkers ?? []) found.push({ key: Key!, version: null });
      if (page.IsTruncated !== true) return found;
      from = { KeyMarker: page.NextKeyMarker, VersionIdMarker: page.NextVersionIdMarker };
    }
  }
  const keysOf = (versions: Array<{ key: string }>) => versions.map(({ key }) => key);

  /** Keys of the objects that say this in any of their versions. */
  async function saying(text: string, prefix = ''): Promise<string[]> {
    const keys: string[] = [];
    for (const { key: Key, version } of await held(prefix)) {
      if (version === null) continue;
      const { Body } = await s3.send(new GetObjectCommand({ Bucket, Key, VersionId: version }));
      if ((await Body!.transformToString()).includes(text)) keys.push(Key);
    }
    return [...new Set(keys)];
  }

  async function policy(...actions: string[]): Promise<void> {
    const Resource = [`arn:aws:s3:::${Bucket}`, `arn:aws:s3:::${Bucket}/*`];
    const Statement = [{ Effect: 'Deny', Principal: '*', Action: actions, Resource }];
    const Policy = JSON.stringify({ Version: '2012-10-17', Statement });
    await s3.send(new PutBucketPolicyCommand({ Bucket, Policy }));
  }

  it('leaves no version of the records, and the id that was asked for nowhere', async () => {
    const ids = [await parked('evt-of-person-1', 'person-1'), await parked('evt-2-of-person-1', 'person-1')];
    const other = await parked('evt-of-person-2', 'person-2');
    for (const id of [...ids, other]) await api(service.url, `/events/${id}/retry`);
    await api(service.url, `/events/${ids[1]!}/discard`, { reason: 'asked for' });
    const before = keysOf(await held('dlq/')).filter((key) => ids.some((id) => key.includes(id)));
    expect(before.length).toBeGreaterThanOrEqual(7);
    const { job, report } = await erased('person-1');
    expect(job).toMatchObject({ outcomes: { erased: 2 }, remains: { versions_kept: 0 } });
    expect(report.map(({ outcome, error_code }) => [outcome, error_code])).toEqual([
      ['erased', null],
      ['erased', null],
    ]);
    const left = keysOf(await held('')).filter((key) => ids.some((id) => key.includes(id)));
    expect(left).toEqual([]);
    expect(await saying('person-1')).toEqual([]);
    expect(await saying(SAID)).toEqual([expect.stringContaining(other)]);
    expect((await api(service.url, `/events/${other}`, undefined, 'GET')).status).toBe(200);
  });

  it('says what remains where a policy denies the list of versions', async () => {
    const ids = [await parked('evt-of-person-3', 'person-3'), await parked('evt-2-of-person-3', 'person-3')];
    await policy('s3:ListBucketVersions');
    const { id, job, report } = await erasedUnder('person-3');
    expect(job).toMatchObject({
      outcomes: { erased: 2 },
      remains: {
        versions_kept: 2,
        elsewhere: expect.arrayContaining([
          {
            where: `earlier versions of jobs/${id}/job.json`,
            what: expect.stringContaining('AccessDenied'),
          },
        ]),
      },
    });
    for (const [nth, line] of report.entries()) {
      expect(line).toMatchObject({
        trace_id: ids[nth],
        error_code: 'versions_kept',
        error: expect.stringContaining('AccessDenied'),
      });
    }
    const remains = await saying(SAID, 'dlq/');
    expect(ids.every((one) => remains.some((key) => key.includes(one)))).toBe(true);
    expect(await saying('person-3', 'jobs/')).toEqual([`jobs/${id}/job.json`]);
  });

  /** Erases while the policy denies it, and takes the policy back. */
  async function erasedUnder(interaction: string) {
    try {
      return await erased(interaction);
    } finally {
      await s3.send(new DeleteBucketPolicyCommand({ Bucket }));
    }
  }
});
