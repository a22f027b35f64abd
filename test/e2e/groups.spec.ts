import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { NoteBook } from '../../src/groups/note-book.js';
import { GateProcessor } from '../support/gate-processor.js';
import { api, deliver, send } from '../support/http.js';
import { MemoryObjectStore } from '../support/memory-object-store.js';
import { TestClock } from '../support/test-clock.js';
import { startTestApp, type TestApp } from '../support/test-app.js';

describe('causes', () => {
  let service: TestApp;
  let other: TestApp;
  let gate: GateProcessor;
  let fingerprint: string;

  beforeAll(async () => {
    const store = new MemoryObjectStore(new TestClock(Date.now()));
    gate = new GateProcessor();
    [service, other] = [await startTestApp({ processor: gate, store }), await startTestApp({ store })];
    gate.verdict = 'permanent';
    for (const n of [0, 1, 2]) {
      await deliver(service.url, {
        event_id: `e${n}`,
        tenant_id: n === 2 ? 'u' : 't',
        schema_version: 'test',
      });
    }
    gate.verdict = 'transient';
    await deliver(service.url, { event_id: 'e3', tenant_id: 't', schema_version: 'test' });
    await deliver(service.url, { event_id: 'e4', tenant_id: 't', payload: {} });
  });

  afterAll(async () => {
    await service.close();
    await other.close();
  });

  interface Group {
    fingerprint: string;
    error: string;
    note: { state: string; owner: string | null; etag: string } | null;
  }
  const groups = async (query = '', of = service) => {
    const { status, text } = await api(of.url, `/groups${query}`, undefined, 'GET');
    expect(status).toBe(200);
    return JSON.parse(text) as { items: Group[]; matched: number; dead_letters: number; next_token: string };
  };
  const note = (body: unknown, headers: Record<string, string>, of = fingerprint) =>
    send(`${service.url}/api/v1/dlq/groups/${of}/note`, {
      method: 'PUT',
      body: JSON.stringify(body),
      headers,
    });

  it('say what is wrong, since when, and whom it hits', async () => {
    const { items, ...rest } = await groups();
    expect(rest).toMatchObject({ matched: 3, dead_letters: 5, next_token: '' });
    fingerprint = items[0]!.fingerprint;
    expect(items[0]).toEqual({
      fingerprint: expect.stringMatching(/^v2-[0-9a-f]{16}$/),
      error_code: 'validation_failed',
      error: 'nothing fits ?',
      schema_version: 'test',
      target: 'TestProcessor',
      count: 3,
      by_status: { parked: 3 },
      tenants: [
        { name: 't', count: 2 },
        { name: 'u', count: 1 },
      ],
      other_tenants: 0,
      first_failed_at: expect.any(String),
      last_failed_at: expect.any(String),
      per_hour: expect.any(Array),
      is_new: true,
      example_trace_id: expect.stringMatching(/^DLQ-/),
      note: null,
    });
    expect(items.map(({ error }) => error).toSorted()).toEqual([
      'missing required field: interaction_id in event ?',
      'nothing fits ?',
      'the CRM answered HTTP 503 to ?',
    ]);
    const { text } = await api(service.url, `/events?group=${fingerprint}&limit=1`, undefined, 'GET');
    expect(JSON.parse(text)).toMatchObject({ matched: 3 });
  });

  it('are filtered as events are, and paged', async () => {
    expect(await groups('?tenant_id=u,nobody')).toMatchObject({ matched: 1, dead_letters: 1 });
    expect(await groups('?error_code=upstream_error')).toMatchObject({ matched: 1 });
    const first = await groups('?limit=2');
    const second = await groups(`?limit=2&next_token=${first.next_token}`);
    expect(new Set([...first.items, ...second.items].map((item) => item.fingerprint)).size).toBe(3);
    const { body } = await api(service.url, '/groups?sort=size', undefined, 'GET');
    expect(body.errors).toMatchObject([{ field: 'sort' }]);
  });

  it('have a note that one of two people changes, audited, and every replica shows it', async () => {
    expect((await note({ state: 'muted' }, {})).body).toMatchObject({
      status: 428,
      code: 'precondition_required',
    });
    const made = await note(
      { state: 'acknowledged', owner: 'ann', text: 'OPS-312', reason: 'on call' },
      { 'If-None-Match': '*' },
    );
    expect(made.body).toMatchObject({ state: 'acknowledged', owner: 'ann', updated_by: 'loopback' });
    const etag = made.headers.get('etag')!;
    expect((await groups()).items[0]!.note).toMatchObject({ state: 'acknowledged', etag });
    expect((await note({ state: 'open' }, { 'If-None-Match': '*' })).status).toBe(412);
    expect((await note({ state: 'muted' }, { 'If-Match': etag })).status).toBe(200);
    expect((await note({ state: 'open' }, { 'If-Match': etag })).body).toMatchObject({
      status: 412,
      code: 'precondition_failed',
      detail: expect.stringContaining('which loopback wrote'),
    });
    expect(await groups('?state=muted')).toMatchObject({ matched: 1, dead_letters: 3 });
    expect(await groups('?state=open,acknowledged')).toMatchObject({ matched: 2 });
    await other.app.get(NoteBook).list();
    expect(other.app.get(NoteBook).isMuted(fingerprint)).toBe(true);
    const { body } = await send(`${service.url}/api/v1/audit?action=note_changed`);
    expect(body.items).toMatchObject([
      { target: { fingerprint }, before: { state: 'acknowledged' }, after: { state: 'muted' } },
      { target: { fingerprint }, before: null, after: { state: 'acknowledged' }, reason: 'on call' },
    ]);
  });

  it.each([
    [{ state: 'closed' }, 'state'],
    [{}, 'state'],
    [{ state: 'open', text: 'x'.repeat(2_001) }, 'text'],
    [{ state: 'open', owner: 5 }, 'owner'],
    [{ state: 'open', until: '2020-01-01T00:00:00Z' }, 'until'],
    [{ state: 'open', note: 'x' }, 'note'],
  ])('refuse the note %j', async (body, field) => {
    const { status, body: problem } = await note(body, { 'If-None-Match': '*' });
    expect([status, problem.errors]).toMatchObject([400, [{ field }]]);
  });

  it('take no note where there is no such cause', async () => {
    const headers = { 'If-None-Match': '*' };
    expect((await note({ state: 'open' }, headers, 'v2-0000000000000000')).status).toBe(404);
    expect((await note({ state: 'open' }, headers, '..%2Fdlq')).status).toBe(400);
  });

  it('say what an attempt waited for when its time was over', async () => {
    gate.verdict = 'hang';
    await deliver(service.url, { event_id: 'e5', tenant_id: 'slow', schema_version: 'test' });
    expect((await groups('?tenant_id=slow')).items).toMatchObject([
      {
        error_code: 'processing_timeout',
        error: 'not processed within ? ms; it waited for TestProcessor',
        target: 'TestProcessor',
      },
    ]);
  });
});
