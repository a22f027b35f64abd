import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { api, deliver, send } from '../support/http.js';
import { SchemaDirectory } from '../support/schema-directory.js';
import { startService, type ServiceProcess } from '../support/service-process.js';

/** Machines that run tests are busy. An endless check keeps the service for longer than any test runs. */
const AMPLE_MS = 60_000;

const TREE = { $ref: '#/$defs/t' };
const ENDLESS = {
  $defs: {
    t: {
      oneOf: [
        { type: 'object', properties: { a: TREE } },
        { type: 'object', properties: { a: TREE }, required: ['a'] },
      ],
    },
  },
  properties: { payload: TREE },
};
const SLOW_PATTERN = { properties: { payload: { pattern: '^(a+)+$' } } };

describe('schemas whose checks do not end', { timeout: AMPLE_MS }, () => {
  let directory: SchemaDirectory;
  let dataDir: string;
  let service: ServiceProcess;

  beforeEach(async () => {
    directory = new SchemaDirectory({
      'endless.schema.json': ENDLESS,
      'slow.schema.json': SLOW_PATTERN,
      'good.schema.json': { type: 'object', required: ['payload'] },
    });
    dataDir = await mkdtemp(join(tmpdir(), 'cxone-dlq-bounds-'));
    service = await startService({ DATA_DIR: dataDir, SCHEMA_DIR: directory.path });
  });
  afterEach(async () => {
    await service.end('SIGKILL');
    directory.delete();
    await rm(dataDir, { recursive: true, force: true });
  });

  const leaf = `${'{"a":'.repeat(60)}"x"${'}'.repeat(60)}`;
  const endless = (i: number) => `{"event_id":"e${i}","schema_version":"endless","payload":${leaf}}`;
  const slow = (i: number) =>
    `{"event_id":"s${i}","schema_version":"slow","payload":"${'a'.repeat(40)}${i}"}`;

  it('leave the service alive, other events are taken, and SIGTERM ends it', async () => {
    const hostile = (round: number) =>
      Promise.all(
        Array.from({ length: 64 }, (_, i) => {
          const n = 64 * round + i;
          return deliver(service.url, i % 2 === 0 ? endless(n) : slow(n));
        }),
      );
    for (let round = 0; ; round++) {
      const answers = hostile(round);
      expect((await send(`${service.url}/health/live`)).status).toBe(200);
      const good = await deliver(service.url, `{"event_id":"${round}","schema_version":"good","payload":1}`);
      expect(good.body).toEqual({ status: 'accepted' });
      for (const { status, body } of await answers) {
        expect([status, typeof body.trace_id]).toEqual([200, 'string']);
      }
      const { body } = await send(`${service.url}/health/ready`);
      if (body['status'] === 'ok') continue;
      const detail = expect.stringContaining('.schema.json') as string;
      expect(body).toMatchObject({ status: 'degraded', checks: { schemas: { status: 'degraded', detail } } });
      break;
    }
    expect(service.output()).toContain('schema_quarantined');
    const last = deliver(service.url, slow(99)).catch(() => null);
    expect(await service.end('SIGTERM')).toBe(0);
    await last;
  });

  it('park the event that hung, and are told in a dry run', async () => {
    const { body } = await deliver(service.url, endless(1));
    const parked = await send(`${service.url}/api/v1/dlq/events/${body.trace_id}`);
    expect(parked.body).toMatchObject({ status: 'parked', error_code: 'schema_limit_exceeded' });
    const draft = { schema: ENDLESS };
    const run = await api(service.url, `/events/${body.trace_id}/dry-run`, draft);
    expect(run.body).toMatchObject({ would: 'fail', error_code: 'schema_limit_exceeded' });
  });
});
