import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { SystemClock, type Clock } from '../../src/runtime/clock.js';
import { S3ObjectStore } from '../../src/store/s3/s3-object-store.js';
import { startS3Server, type S3Server } from '../support/s3-server.js';
import { ScriptedServer } from '../support/scripted-server.js';

/** Longer than a busy machine takes. */
const WITHIN = { timeout: 10_000 };

describe('a server whose clock is not ours', () => {
  let server: S3Server;
  let store: S3ObjectStore;

  beforeEach(async () => {
    server = await startS3Server();
    store = new S3ObjectStore({ ...server.connection, bucket: server.bucket, requestTimeoutMs: 10_000 });
  });
  afterEach(async () => {
    await store.close();
    await server.stop();
  });

  it.each([3_600_000, -3_600_000])('is followed after one refusal: %s ms', async (ahead) => {
    server.clockAheadMs = ahead;
    const skewed = {
      message: `S3 answered 403 RequestTimeTooSkewed (asked: ${new URL(server.endpoint).host})`,
      retryable: true,
      outcomeUnknown: false,
    };
    await expect(store.get('key')).rejects.toMatchObject(skewed);
    await expect(store.get('key')).resolves.toEqual({ outcome: 'missing' });
    server.clockAheadMs = 0;
    await expect(store.get('key')).rejects.toMatchObject(skewed);
    await expect(store.get('key')).resolves.toEqual({ outcome: 'missing' });
  });

  it('is followed though our own clock is set while an answer is on its way', async () => {
    let ahead = 0;
    const ours = new SystemClock();
    const clock: Clock = {
      now: () => ours.now() + ahead,
      monotonic: () => ours.monotonic(),
      after: (ms, callback) => ours.after(ms, callback),
    };
    const config = { ...server.connection, bucket: server.bucket, requestTimeoutMs: 10_000 };
    const set = new S3ObjectStore(config, clock);
    const first = set.get('key');
    ahead = 3_600_000;
    await first.catch(() => {});
    await expect(set.get('key')).resolves.toEqual({ outcome: 'missing' });
    await set.close();
  });

  it('is followed before it refuses, where it goes away slowly', async () => {
    for (const minutes of [10, 20, 30, 40, 30, 20, 10]) {
      server.clockAheadMs = minutes * 60_000;
      await expect(store.get('key')).resolves.toEqual({ outcome: 'missing' });
    }
  });
});

describe('credentials from a container', () => {
  const MINUTE_MS = 60_000;
  let server: S3Server;
  let provider: ScriptedServer;
  let store: S3ObjectStore;
  let lifetimeMs: number;
  let open: (requestTimeoutMs: number) => S3ObjectStore;

  beforeEach(async () => {
    server = await startS3Server();
    provider = await ScriptedServer.start((_, nth) => ({
      json: {
        AccessKeyId: 'test',
        SecretAccessKey: 'test',
        Token: `token-${nth}`,
        Expiration: new Date(Date.now() + lifetimeMs).toISOString(),
      },
    }));
    const others = [
      'AWS_ACCESS_KEY_ID',
      'AWS_SECRET_ACCESS_KEY',
      'AWS_PROFILE',
      'AWS_WEB_IDENTITY_TOKEN_FILE',
    ];
    for (const name of others) vi.stubEnv(name, undefined);
    vi.stubEnv('AWS_SHARED_CREDENTIALS_FILE', '/nowhere/credentials');
    vi.stubEnv('AWS_CONFIG_FILE', '/nowhere/config');
    vi.stubEnv('AWS_EC2_METADATA_DISABLED', 'true');
    vi.stubEnv('AWS_CONTAINER_CREDENTIALS_FULL_URI', `${provider.url}/credentials`);
    const { credentials: _, ...connection } = server.connection;
    open = (requestTimeoutMs) =>
      new S3ObjectStore({ ...connection, bucket: server.bucket, requestTimeoutMs });
    store = open(10_000);
  });
  afterEach(async () => {
    vi.unstubAllEnvs();
    await store.close();
    await provider.stop();
    await server.stop();
  });

  const token = () => server.latest?.headers['x-amz-security-token'];

  it('are kept while they are good', async () => {
    lifetimeMs = 60 * MINUTE_MS;
    for (let i = 0; i < 3; i++) await store.get('key');
    expect(provider.requests).toHaveLength(1);
    expect(token()).toBe('token-1');
  });

  it('are renewed before they expire', async () => {
    lifetimeMs = MINUTE_MS;
    await store.get('key');
    lifetimeMs = 60 * MINUTE_MS;
    await expect.poll(async () => store.get('key').then(token), WITHIN).not.toBe('token-1');
  });

  it('are renewed when the server takes them for expired', async () => {
    lifetimeMs = 60 * MINUTE_MS;
    server.failNext(1, 'expiredToken');
    expect(await store.get('key')).toEqual({ outcome: 'missing' });
    expect([token(), provider.requests.length]).toEqual(['token-2', 2]);
  });

  it('that take too long count as time of the call, which has sent nothing then', async () => {
    provider.script = () => ({ hang: true });
    const hurried = open(200);
    const call = hurried.remove('key', { ifMatch: '"x"' });
    await expect(call).rejects.toMatchObject({
      message: expect.stringContaining('S3 was not asked: timeout') as string,
      outcomeUnknown: false,
    });
    await hurried.close();
  });

  it('that are not there leave no doubt about a call', async () => {
    vi.stubEnv('AWS_CONTAINER_CREDENTIALS_FULL_URI', undefined);
    const call = store.remove('key', { ifMatch: '"x"' });
    await expect(call).rejects.toMatchObject({
      message: expect.stringContaining('S3 was not asked: CredentialsProviderError') as string,
      outcomeUnknown: false,
      retryable: true,
    });
    expect(server.requests).toEqual({});
  });
});
