import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { api, deliver } from '../support/http.js';
import { startTestApp, type TestApp } from '../support/test-app.js';

const EVENTS = 11;

describe('an export', () => {
  let service: TestApp;
  let ids: string[];

  beforeEach(async () => {
    service = await startTestApp({ env: { REDACT_PATHS: 'payload.phone' } });
    ids = [];
    for (let i = 0; i < EVENTS; i++) {
      const event = {
        event_id: i === 0 ? '=1+1' : `e${i}`,
        tenant_id: `t${i % 2}`,
        payload: { phone: '0715551234' },
      };
      ids.push((await deliver(service.url, event)).body.trace_id);
    }
    ids = ids.toSorted((a, b) => (a < b ? -1 : 1));
  });

  afterEach(() => service.close());

  const exported = async (query = '') => {
    const answer = await api(service.url, `/export${query}`, undefined, 'GET');
    const lines = answer.text.trimEnd().split(/\r?\n/);
    return { ...answer, lines };
  };
  const records = (lines: string[]) => lines.map((line) => JSON.parse(line) as Record<string, unknown>);

  it('has each record as it may be shown, in the order of the trace ids, and says that it is whole', async () => {
    const { headers, lines, text } = await exported();
    expect(headers.get('content-type')).toBe('application/x-ndjson');
    expect(headers.get('content-disposition')).toBe('attachment; filename="dead-letters.ndjson"');
    expect(records(lines.slice(0, -1)).map((record) => record.trace_id)).toEqual(ids);
    expect(JSON.parse(lines.at(-1)!)).toEqual({ exported: EVENTS, complete: true });
    expect(text).not.toContain('0715551234');
    const shown = await api(service.url, `/events/${ids[3]}`, undefined, 'GET');
    expect(lines[3]).toBe(shown.text);
  });

  it('goes on after each of them', async () => {
    for (const [index, id] of ids.entries()) {
      const { lines } = await exported(`?after=${id}`);
      expect(records(lines.slice(0, -1)).map((record) => record.trace_id)).toEqual(ids.slice(index + 1));
      expect(JSON.parse(lines.at(-1)!)).toEqual({ exported: EVENTS - index - 1, complete: true });
    }
  });

  it('takes the filters of the listing, and no parameter that it does not know', async () => {
    const { lines } = await exported('?tenant_id=t1');
    expect(lines).toHaveLength(Math.floor(EVENTS / 2) + 1);
    expect((await exported('?tenant=t1')).body.code).toBe('invalid_request');
    expect((await exported('?after=DLQ-1')).status).toBe(400);
    expect((await exported('?format=xlsx')).status).toBe(400);
  });

  it('is CSV with the columns of the listing, which runs nothing in a spreadsheet', async () => {
    const { headers, lines, text } = await exported('?format=csv');
    expect(headers.get('content-type')).toMatch(/^text\/csv/);
    const listed = await api(service.url, '/events', undefined, 'GET');
    expect(lines[0]!.split(',')).toEqual(Object.keys(listed.body.items[0]!));
    expect(lines.slice(1).map((line) => line.split(',')[0])).toEqual(ids);
    expect(text).toContain(",'=1+1,");
  });

  it('has a line for what cannot be read', async () => {
    const listed = await api(service.url, '/events', undefined, 'GET');
    const broken = listed.body.items.find(({ trace_id }) => trace_id === ids[2])!;
    const read = await service.store.get(broken.key);
    if (read.outcome !== 'found') throw new Error('it is not there');
    const { metadata, bytes, etag } = read.object;
    const bad = Buffer.from(bytes).fill(0, 20, 21);
    await service.store.put(broken.key, bad, {
      condition: { ifMatch: etag },
      contentType: 'application/json',
      metadata,
    });
    const lines = records((await exported()).lines);
    expect(lines[2]).toMatchObject({ trace_id: ids[2], key: broken.key, status: 'corrupt' });
    expect(lines.at(-1)).toEqual({ exported: EVENTS, complete: true });
  });

  it('is refused while two run, which give their places back when their clients go away', async () => {
    const hung = vi.spyOn(service.store, 'get').mockImplementation(() => new Promise(() => {}));
    const leave = new AbortController();
    const running = [1, 2].map(() =>
      fetch(`${service.url}/api/v1/dlq/export`, { signal: leave.signal }).then(
        () => 'answered',
        () => 'left',
      ),
    );
    await expect.poll(() => hung.mock.calls.length).toBeGreaterThanOrEqual(8);
    const refused = await exported();
    expect([refused.status, refused.body.code, refused.headers.get('retry-after')]).toEqual([
      503,
      'overloaded',
      '1',
    ]);
    leave.abort();
    expect(await Promise.all(running)).toEqual(['left', 'left']);
    hung.mockRestore();
    await expect.poll(async () => (await exported('?format=csv')).status).toBe(200);
  });
});
