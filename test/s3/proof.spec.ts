import { PutBucketVersioningCommand, S3Client } from '@aws-sdk/client-s3';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { deliver, api, send } from '../support/http.js';
import { storeEnv } from '../support/s3-env.js';
import { startService, type ServiceProcess } from '../support/service-process.js';

/** Ceph's gateway loses conditional writes on versioned buckets, and checks before it deletes on any. */
describe('the built service on a real S3 server', () => {
  let service: ServiceProcess | undefined;

  afterEach(async () => {
    await service?.end('SIGKILL');
    service = undefined;
  });

  async function versionedBucket(): Promise<Record<string, string>> {
    const env = await storeEnv();
    const client = new S3Client({
      endpoint: env.AWS_ENDPOINT_URL_S3!,
      region: 'us-east-1',
      forcePathStyle: true,
      credentials: { accessKeyId: env.AWS_ACCESS_KEY_ID!, secretAccessKey: env.AWS_SECRET_ACCESS_KEY! },
    });
    const VersioningConfiguration = { Status: 'Enabled' } as const;
    await client.send(new PutBucketVersioningCommand({ Bucket: env.DLQ_BUCKET, VersioningConfiguration }));
    client.destroy();
    return env;
  }

  it('finds out what the server honours, says so once, and settles by marking first', async () => {
    service = await startService(await storeEnv());
    const said = () => service?.output().match(/"event":"store_proven"/g);
    await vi.waitFor(() => expect(said()).toHaveLength(1), 30_000);
    const { body } = await send(`${service.url}/health/ready`);
    expect(body).toMatchObject({
      status: 'ok',
      checks: { store: { kind: 's3', atomic_put: true, atomic_delete: false } },
    });
  });

  it('does not start where conditional writes do not hold, and says what to do', async () => {
    const failed = await startService(await versionedBucket()).catch(String);
    expect(failed).toContain('"event":"store_refused"');
    expect(failed).toContain('STORE_SINGLE_WRITER=true');
    expect(failed).toContain('ended with 1');
  });

  it('starts there as the only writer, and keeps, retries and deletes', async () => {
    service = await startService({ ...(await versionedBucket()), STORE_SINGLE_WRITER: 'true' });
    const { body } = await deliver(service.url, { event_id: 'e', payload: {} });
    const retries = await Promise.all(
      Array.from({ length: 5 }, () => api(service!.url, `/events/${body.trace_id}/retry`)),
    );
    expect(retries.filter(({ status }) => status === 200)).toHaveLength(1);
    expect(retries.filter(({ status }) => status === 409)).toHaveLength(4);
    const shown = await api(service.url, `/events/${body.trace_id}`, undefined, 'GET');
    expect(shown.body).toMatchObject({ retry_count: 1, lease: null });
  });
});
