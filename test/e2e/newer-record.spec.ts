import { createHash } from 'node:crypto';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { SweepService } from '../../src/retry/sweep/sweep.service.js';
import type { GateProcessor } from '../support/gate-processor.js';
import { api, refresh } from '../support/http.js';
import { objectOf, startWithOneParked } from '../support/one-parked.js';
import type { TestApp } from '../support/test-app.js';

describe('a record that a newer version of the service wrote', () => {
  let service: TestApp;
  let gate: GateProcessor;
  let traceId: string;
  let key: string;
  let text: string;

  beforeEach(async () => {
    ({ service, gate, traceId, key } = await startWithOneParked());
    gate.verdict = 'pass';
    gate.runs.length = 0;
  });

  afterEach(() => service.close());

  const stored = () => objectOf({ service, key });

  /** What a newer version leaves here: due, or done with and past its retention. */
  async function writeNewer(status: string, withDigest = true): Promise<void> {
    const { bytes, metadata } = await stored();
    const record = JSON.parse(Buffer.from(bytes).toString()) as object;
    const long = '2000-01-01T00:00:00.000Z';
    const change = { record_version: 2, status, next_retry_at: long, closed_at: long };
    text = JSON.stringify({ ...record, ...change });
    const sha256 = createHash('sha256').update(text).digest('hex');
    await service.store.put(key, Buffer.from(text), {
      condition: 'none',
      contentType: 'application/json',
      metadata: withDigest ? { ...metadata, sha256 } : {},
    });
  }

  const get = (path: string) => api(service.url, path, undefined, 'GET');

  it.each([
    ['pending', true],
    ['pending', false],
    ['deleted', true],
    ['discarded', true],
    ['a status of tomorrow', true],
  ])('is listed as unreadable, and left as it is: %s, with a digest: %s', async (status, withDigest) => {
    await writeNewer(status, withDigest);
    await refresh(service.url);
    const { items } = (await get('/events?status=unreadable')).body;
    const error = expect.stringContaining('written by a newer version');
    expect(items).toMatchObject([{ trace_id: traceId, status: 'unreadable', error, next_retry_at: null }]);
    expect((await get('/stats')).body.by_status).toMatchObject({ unreadable: 1, corrupt: 0 });

    expect(await service.app.get(SweepService).sweep()).toMatchObject({ due: 0, purged: 0 });
    expect((await api(service.url, '/retry')).body).toMatchObject({ processed: [], failed: [] });
    const plan = await api(service.url, '/redrives', { action: 'erase', all: true });
    expect(plan.body).toMatchObject({ matched: 0 });
    const refusal = {
      status: 422,
      code: 'unreadable_record',
      detail: expect.stringContaining('record_version 2'),
    };
    for (const action of ['retry', 'accept', 'dry-run']) {
      expect((await api(service.url, `/events/${traceId}/${action}`)).body).toMatchObject(refusal);
    }
    expect((await get(`/events/${traceId}`)).body).toMatchObject(refusal);

    expect(Buffer.from((await stored()).bytes).toString()).toBe(text);
    expect(gate.runs).toEqual([]);
  });

  it('is corrupt where its bytes do not match its digest', async () => {
    const { metadata } = await stored();
    await writeNewer('pending');
    await service.store.put(key, Buffer.from(text), {
      condition: 'none',
      contentType: 'application/json',
      metadata,
    });
    await refresh(service.url);
    expect((await get('/events?status=corrupt')).body.items).toMatchObject([{ trace_id: traceId }]);
  });
});
