import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { api, deliver } from '../support/http.js';
import { OtlpReceiver } from '../support/otlp-receiver.js';
import { startService, type ServiceProcess } from '../support/service-process.js';
import { temporaryDirectory } from '../support/temporary-directory.js';

/**
 * Makes the packages of OpenTelemetry unfindable, as if they were not installed. prom-client keeps the API, which it loads
 * itself, and which does nothing without the other packages.
 */
const WITHOUT_OPENTELEMETRY = `
import Module, { register } from 'node:module';
const resolve = Module._resolveFilename;
Module._resolveFilename = function (name, ...rest) {
  const byPromClient = name === '@opentelemetry/api' && /node_modules.prom-client/.test(rest[0]?.filename);
  if (name.startsWith('@opentelemetry/') && !byPromClient) throw new Error('not installed: ' + name);
  return resolve.call(this, name, ...rest);
};
register('data:text/javascript,' + encodeURIComponent(\`
  export async function resolve(name, context, next) {
    if (name.startsWith('@opentelemetry/')) throw new Error('not installed: ' + name);
    return next(name, context);
  }
\`));
`;

const EVENT = { event_id: 'e', tenant_id: 't', payload: {} };

describe('the built service', { timeout: 60_000 }, () => {
  let directory: Awaited<ReturnType<typeof temporaryDirectory>>;
  let service: ServiceProcess | null;
  let without: string[];

  beforeEach(async () => {
    service = null;
    directory = await temporaryDirectory();
    const hook = join(directory.path, 'without.mjs');
    await writeFile(hook, WITHOUT_OPENTELEMETRY);
    without = ['--import', pathToFileURL(hook).href];
  });

  afterEach(async () => {
    await service?.end('SIGKILL');
    await directory.remove();
  });

  async function start(env: Record<string, string>, args: string[] = []): Promise<ServiceProcess> {
    service = await startService({ DATA_DIR: join(directory.path, 'data'), ...env }, args);
    return service;
  }

  /** @throws SyntaxError where a line is not JSON */
  function logLines(): Array<Record<string, unknown>> {
    const lines = service!.output().trim().split('\n');
    return lines.map((line) => JSON.parse(line) as Record<string, unknown>);
  }

  it('loads nothing of OpenTelemetry where no collector is named: it starts and works without it', async () => {
    const { url } = await start({}, without);
    const { body } = await deliver(url, EVENT);
    expect((await api(url, `/events/${body.trace_id}/retry`)).body.outcome).toBe('failed');
    expect(service!.output()).not.toContain('otel_trace_id');
  });

  it('does not start without it where a collector is named', async () => {
    await expect(start({ OTEL_EXPORTER_OTLP_ENDPOINT: 'http://127.0.0.1:9' }, without)).rejects.toThrow(
      /start_failed/,
    );
  });

  it('sends traces as the variables of OpenTelemetry say, the last ones at its end, and logs JSON alone', async () => {
    const collector = await OtlpReceiver.start();
    const { url } = await start({
      OTEL_EXPORTER_OTLP_ENDPOINT: collector.url,
      OTEL_EXPORTER_OTLP_HEADERS: 'x-key=opaque',
      OTEL_EXPORTER_OTLP_COMPRESSION: 'gzip',
      OTEL_SERVICE_NAME: 'dlq-of-mine',
    });
    const { body } = await deliver(url, EVENT);
    expect(await service!.end('SIGTERM')).toBe(0);
    const [event] = collector.named('event');
    expect(event?.resource['service.name']).toBe('dlq-of-mine');
    expect(collector.headers[0]).toMatchObject({
      'content-type': 'application/x-protobuf',
      'content-encoding': 'gzip',
      'x-key': 'opaque',
    });
    const lines = logLines();
    const line = lines.find(({ trace_id }) => trace_id === body.trace_id);
    expect(line).toMatchObject({ otel_trace_id: event!.traceId });
    expect(service!.output()).not.toContain('opaque');
    await collector.stop();
  });

  it('says in one line of JSON that the collector does not take its spans, and ends in time', async () => {
    const collector = await OtlpReceiver.start();
    collector.status = 403;
    const { url } = await start({
      OTEL_EXPORTER_OTLP_ENDPOINT: collector.url,
      OTEL_BSP_SCHEDULE_DELAY: '10',
    });
    for (let i = 0; i < 3; i++) await deliver(url, { ...EVENT, event_id: `e${i}` });
    expect(await service!.end('SIGTERM')).toBe(0);
    const lines = logLines();
    expect(lines.filter((line) => line.reason === 'the collector answered HTTP 403')).toHaveLength(1);
    await collector.stop();
  });
});
