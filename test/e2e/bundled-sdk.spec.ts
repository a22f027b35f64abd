import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { DEAD_LETTER_PREFIX } from '../../src/domain/letter/trace-id.js';
import { deliver } from '../support/http.js';
import { startS3Server, type S3Server } from '../support/s3-server.js';
import { ScriptedServer } from '../support/scripted-server.js';
import { startService, type ServiceProcess } from '../support/service-process.js';
import { temporaryDirectory } from '../support/temporary-directory.js';

/** What the S3 server takes. */
const KEY = 'test';
const EXPIRES = '2100-01-01T00:00:00Z';

const ROLE = `<AssumeRoleWithWebIdentityResponse xmlns="https://sts.amazonaws.com/doc/2011-06-15/">
  <AssumeRoleWithWebIdentityResult><Credentials>
    <AccessKeyId>${KEY}</AccessKeyId><SecretAccessKey>${KEY}</SecretAccessKey>
    <SessionToken>of the role</SessionToken><Expiration>${EXPIRES}</Expiration>
  </Credentials></AssumeRoleWithWebIdentityResult>
</AssumeRoleWithWebIdentityResponse>`;

/** The bundle leaves out most of the AWS SDK. What finds credentials must still be in it, and is loaded by need. */
describe('the AWS SDK in the bundle', { timeout: 60_000 }, () => {
  let directory: { path: string; remove: () => Promise<void> };
  let s3: S3Server;
  let provider: ScriptedServer;
  let service: ServiceProcess | undefined;

  beforeEach(async () => {
    directory = await temporaryDirectory();
    s3 = await startS3Server();
    provider = await ScriptedServer.start(() => ({ status: 404 }));
  });
  afterEach(async () => {
    await service?.end('SIGKILL');
    await Promise.all([s3.stop(), provider.stop()]);
    await directory.remove();
  });

  const file = async (name: string, text: string) => {
    const path = join(directory.path, name);
    await writeFile(path, text);
    return path;
  };

  const sources: Record<string, () => Promise<Record<string, string>>> = {
    'a program': async () => {
      const found = { Version: 1, AccessKeyId: KEY, SecretAccessKey: KEY, Expiration: EXPIRES };
      const program = await file('found.mjs', `console.log(${JSON.stringify(JSON.stringify(found))})`);
      const profile = `[profile mine]\ncredential_process = "${process.execPath}" "${program}"\n`;
      return { AWS_PROFILE: 'mine', AWS_CONFIG_FILE: await file('config', profile) };
    },
    'the shared file': async () => {
      const profile = `[mine]\naws_access_key_id = ${KEY}\naws_secret_access_key = ${KEY}\n`;
      return { AWS_PROFILE: 'mine', AWS_SHARED_CREDENTIALS_FILE: await file('credentials', profile) };
    },
    'a container': () => {
      const found = {
        AccessKeyId: KEY,
        SecretAccessKey: KEY,
        Token: 'of the container',
        Expiration: EXPIRES,
      };
      provider.script = () => ({ json: found });
      return Promise.resolve({ AWS_CONTAINER_CREDENTIALS_FULL_URI: `${provider.url}/credentials` });
    },
    'a web identity': async () => {
      provider.script = () => ({ text: ROLE, headers: { 'Content-Type': 'text/xml' } });
      return {
        AWS_WEB_IDENTITY_TOKEN_FILE: await file('token', 'a token'),
        AWS_ROLE_ARN: 'arn:aws:iam::123456789012:role/cxone-dlq',
        AWS_ENDPOINT_URL_STS: provider.url,
      };
    },
  };

  it.each(Object.keys(sources))('finds the credentials of %s', async (name) => {
    service = await startService({
      AWS_SHARED_CREDENTIALS_FILE: join(directory.path, 'none'),
      AWS_CONFIG_FILE: join(directory.path, 'none'),
      AWS_EC2_METADATA_DISABLED: 'true',
      AWS_REGION: 'us-east-1',
      DATA_DIR: join(directory.path, 'data'),
      DLQ_BUCKET: s3.bucket,
      AWS_ENDPOINT_URL_S3: s3.endpoint,
      ...(await sources[name]!()),
    });
    const { status, body } = await deliver(service.url, { event_id: 'evt_1', payload: {} });
    expect([status, body.status]).toEqual([200, 'accepted']);
    const stored = [...s3.objects.keys()].filter((key) => key.startsWith(DEAD_LETTER_PREFIX));
    expect(stored).toEqual([expect.stringContaining(body.trace_id)]);
  });
});
