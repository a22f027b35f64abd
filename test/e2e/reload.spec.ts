import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { send } from '../support/http.js';
import { startS3Server, type S3Server } from '../support/s3-server.js';
import { SchemaDirectory } from '../support/schema-directory.js';
import { startService, type ServiceProcess } from '../support/service-process.js';

/** Each worker loads the whole service: on a machine that is busy this takes its time. */
const AMPLE_MS = 180_000;

describe('a change of files, with WORKERS=2', { timeout: AMPLE_MS }, () => {
  let s3: S3Server;
  let dataDir: string;
  let routesFile: string;
  let schemas: SchemaDirectory;
  let service: ServiceProcess;

  beforeEach(async () => {
    s3 = await startS3Server();
    dataDir = await mkdtemp(join(tmpdir(), 'cxone-dlq-reload-'));
    routesFile = join(dataDir, 'routes.yaml');
    await writeFile(routesFile, routesOf('one'));
    schemas = new SchemaDirectory({ 'v1.schema.json': true });
    service = await startService({
      DATA_DIR: dataDir,
      DLQ_BUCKET: s3.bucket,
      AWS_ENDPOINT_URL_S3: s3.endpoint,
      AWS_ACCESS_KEY_ID: 'test',
      AWS_SECRET_ACCESS_KEY: 'test',
      WORKERS: '2',
      SCHEMA_DIR: schemas.path,
      ROUTES_FILE: routesFile,
    });
    await told('"started"', 2);
  });

  afterEach(async () => {
    await service.end('SIGKILL');
    await s3.stop();
    schemas.delete();
    await rm(dataDir, { recursive: true, force: true });
  });

  const routesOf = (name: string) =>
    `{ targets: { ${name}: { url: "https://a.example" } }, default: ${name} }`;
  const lines = (text: string) =>
    service
      .output()
      .split('\n')
      .filter((line) => line.includes(text)).length;
  async function told(text: string, count: number): Promise<void> {
    await expect.poll(() => lines(text), { timeout: AMPLE_MS }).toBe(count);
  }
  /** By a connection of its own, so that any worker may answer. */
  const ask = (path: string) => send(`${service.url}${path}`, { headers: { Connection: 'close' } });

  it('is taken whole by both, or by neither', async () => {
    await told('"schemas_loaded"', 2);
    schemas.write({ 'v2.schema.json': { type: 'object' } });
    await told('"schemas_loaded"', 4);
    const { body } = await ask('/api/v1/schemas');
    expect(body['versions']).toMatchObject([{ version: 'v1' }, { version: 'v2' }]);

    schemas.write({ 'v2.schema.json': true, 'v3.schema.json': { tpye: 'object' } });
    await told('"schemas_refused"', 2);
    const ready = (await ask('/health/ready')).body;
    const detail = expect.stringContaining('v3.schema.json at /tpye') as string;
    expect(ready).toMatchObject({ status: 'degraded', checks: { schemas: { status: 'degraded', detail } } });
    expect((await ask('/version')).body['schemas']).toBe(body['digest']);

    await writeFile(routesFile, routesOf('two').replace('default: two', 'default: nobody'));
    await told('"routes_refused"', 2);
    await writeFile(routesFile, routesOf('two'));
    await told('"routes_loaded"', 4);
    expect((await ask('/api/v1/routes')).body['default']).toBe('two');

    schemas.write({ 'v3.schema.json': true });
    await told('"schemas_loaded"', 6);
    expect((await ask('/health/ready')).body['checks']).toMatchObject({ schemas: { status: 'ok' } });
    // One line for each digest that was refused, in each process, however often they looked.
    expect([lines('"schemas_refused"'), lines('"routes_refused"')]).toEqual([2, 2]);
  });
});
