import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { metaSchemaErrors } from '../../src/processing/schemas/meta-schema.js';
import { deliver } from '../support/http.js';
import { startService, UNBUNDLED, type ServiceProcess } from '../support/service-process.js';
import { temporaryDirectory } from '../support/temporary-directory.js';
import { TEST_BUILD } from '../support/test-build.js';

const FORGETFUL = `
import { Processor } from 'cxone-dlq/processor';
export class Forgetful {
  async process() { void Promise.reject(new Error('forgotten')); }
}
Processor({ versions: ['v2.1'] })(Forgetful);
`;

const MALFORMED = {
  type: 'object',
  properties: { a: { minLength: -1 }, b: { type: 'text' }, c: { pattern: '(' }, d: { required: 'a' } },
};

describe('the bundle', { timeout: 60_000 }, () => {
  let directory: { path: string; remove: () => Promise<void> };
  beforeEach(async () => {
    directory = await temporaryDirectory();
  });
  afterEach(() => directory.remove());

  const env = () => ({ DATA_DIR: join(directory.path, 'data') });

  it('is what the build starts', async () => {
    expect(await readFile(`${TEST_BUILD}/main.js`, 'utf8')).toContain("await import('./bundle/run.js');");
  });

  it('describes the API as its modules do, and has the files of Swagger UI', async () => {
    const unbundled = await startService({ DATA_DIR: join(directory.path, 'other') }, [], [], UNBUNDLED);
    const service = await startService(env());
    const served = async ({ url }: ServiceProcess, path: string) => (await fetch(url + path)).text();
    const description = JSON.parse(await served(service, '/docs/openapi.json')) as { paths: object };
    expect(Object.keys(description.paths).length).toBeGreaterThan(30);
    expect(description).toEqual(JSON.parse(await served(unbundled, '/docs/openapi.json')));
    expect(await served(service, '/docs')).toContain('swagger-ui-bundle.js');
    expect(await served(service, '/docs/swagger-ui.css')).toContain('.swagger-ui');
    await unbundled.end('SIGTERM');
    expect(await service.end('SIGTERM')).toBe(0);
  });

  it("does not make Node.js load its own undici, which stands behind a browser's names", async () => {
    const told = join(directory.path, 'loaded.json');
    const tell = `process.on('exit', () => require('node:fs').writeFileSync(${JSON.stringify(told)}, JSON.stringify(process.moduleLoadList)));`;
    await writeFile(join(directory.path, 'tell.cjs'), tell);
    const service = await startService(env(), ['--require', join(directory.path, 'tell.cjs')]);
    expect(await service.end('SIGTERM')).toBe(0);
    const loaded = JSON.parse(await readFile(told, 'utf8')) as string[];
    expect(loaded).toContain('NativeModule http');
    expect(loaded.filter((name) => name.includes('undici'))).toEqual([]);
  });

  it('checks requests by what their types inherit', async () => {
    const service = await startService(env());
    const answer = await fetch(`${service.url}/api/v1/dlq/events?min_retry_count=soon`);
    expect(answer.status).toBe(400);
    expect(await answer.text()).toContain('min_retry_count');
    await service.end('SIGTERM');
  });

  it('tells where an error was thrown by the lines of the sources', async () => {
    const processors = join(directory.path, 'processors');
    await mkdir(processors);
    await writeFile(join(processors, 'forgetful.processor.mjs'), FORGETFUL);
    const service = await startService({ ...env(), PROCESSORS_DIR: processors });
    await deliver(service.url, { event_id: 'evt_1', payload: { interaction_id: 'int_1' } });
    await expect.poll(() => service.output()).toContain('"event":"unhandled_rejection"');
    const line = service
      .output()
      .split('\n')
      .find((text) => text.includes('unhandled_rejection'))!;
    const frames = (JSON.parse(line) as { stack: string }).stack.split('\n');
    expect(frames[0]).toContain('forgetful.processor.mjs:4:');
    expect(frames[1]).toMatch(/\/src\/processing\/[\w/.-]+\.ts:\d+:\d+\)?$/);
    expect(frames.join('\n')).not.toContain('/bundle/');
    await service.end('SIGTERM');
  });

  it('finds the same errors in a schema as the meta-schema that is compiled at run time', async () => {
    const schemas = join(directory.path, 'schemas');
    await mkdir(schemas);
    await writeFile(join(schemas, 'v1.schema.json'), JSON.stringify(MALFORMED));
    const expected = metaSchemaErrors(MALFORMED);
    expect(expected.length).toBeGreaterThan(3);
    const start = startService({ ...env(), SCHEMA_DIR: schemas });
    for (const { instancePath, message } of expected.filter(({ keyword }) => keyword !== 'anyOf')) {
      await expect(start).rejects.toThrow(instancePath);
      await expect(start).rejects.toThrow(message);
    }
  });
});
