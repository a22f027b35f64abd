import { Webhook } from 'standardwebhooks';
import { afterEach, describe, expect, it } from 'vitest';
import { AskedClock } from '../../../test/support/asked-clock.js';
import { eventOf } from '../../../test/support/event-of.js';
import { heard } from '../../../test/support/heard-facts.js';
import { MemoryLog } from '../../../test/support/memory-log.js';
import { ScriptedServer, type ScriptedAnswer } from '../../../test/support/scripted-server.js';
import { classify, MAX_RESPONSE_LENGTH, type Failure } from '../../domain/letter/failure.js';
import { HttpSender, plainAgents } from '../../outbound/http-sender.js';
import { RETRY_AFTER_CAP_MS } from '../../domain/retry/retry-after.js';
import { Facts, type FactTypes } from '../../runtime/facts.js';
import { HttpTarget } from './http-target.js';
import type { TargetSettings } from './routes.js';

const SECRETS = [1, 2].map((byte) => `whsec_${Buffer.alloc(32, byte).toString('base64')}`);
const TOKEN = 'Bearer t0ken';
const TEXT =
  '{"event_id":"e","payload":{"amount":1.10,"big":12345678901234567890,"__proto__":1e400,"é":"\\u0041"}}';

describe('a call to a target', () => {
  let server: ScriptedServer;
  let clock: AskedClock;
  let target: HttpTarget;
  let told: Array<FactTypes['delivery_ended']>;

  afterEach(async () => {
    target.close();
    await server.stop();
  });

  async function start(answer: ScriptedAnswer, change: Partial<TargetSettings> = {}): Promise<void> {
    server = await ScriptedServer.start(() => answer);
    // A signature is checked by the real time.
    clock = new AskedClock(Date.now());
    const settings = {
      name: 'crm',
      url: `${server.url}/events?key=1`,
      secrets: [],
      headers: { Authorization: TOKEN },
      timeoutMs: 10_000,
      maxInFlight: 2,
      ...change,
    };
    const sender = new HttpSender(clock, { what: 'target crm', agents: plainAgents(settings.maxInFlight) });
    const facts = new Facts(new MemoryLog());
    told = heard(facts, 'delivery_ended');
    target = new HttpTarget(settings, sender, clock, facts);
  }

  function call(retryCount = 0, signal = new AbortController().signal): Promise<void> {
    const traceId = retryCount === 0 ? null : 'DLQ-1';
    const context = {
      signal,
      deadlineAt: clock.now() + 20_000,
      idempotencyKey: 'k'.repeat(32),
      retryCount,
      traceId,
    };
    return target.process(eventOf(TEXT), context);
  }

  async function failure(work: Promise<void> = call()): Promise<Failure> {
    const error: unknown = await work.then(
      () => new Error('it passed'),
      (error: unknown) => error,
    );
    return classify(error);
  }

  it('is the event to the letter, with headers for the target', async () => {
    await start({ status: 204 });
    await call();
    const [request] = server.requests;
    expect(request).toMatchObject({ method: 'POST', url: '/events?key=1', body: TEXT });
    expect(request!.headers).toMatchObject({
      'content-type': 'application/json',
      'content-length': String(Buffer.byteLength(TEXT)),
      'idempotency-key': 'k'.repeat(32),
      'x-dlq-attempt': '1',
      'user-agent': 'cxone-dlq',
      authorization: TOKEN,
    });
    for (const name of ['x-dlq-replay', 'x-dlq-trace-id', 'webhook-signature']) {
      expect(request!.headers).not.toHaveProperty(name);
    }
  });

  it('says that it is a retry, of which dead letter, and which attempt', async () => {
    await start({});
    await call(2);
    expect(server.requests[0]!.headers).toMatchObject({
      'x-dlq-replay': 'true',
      'x-dlq-trace-id': 'DLQ-1',
      'x-dlq-attempt': '3',
    });
  });

  it('is signed so that the holder of any of the secrets can verify it', async () => {
    await start({}, { secrets: SECRETS });
    await call();
    const { headers, body } = server.requests[0]!;
    expect(headers['webhook-id']).toBe('k'.repeat(32));
    const signed = headers as Record<string, string>;
    for (const secret of SECRETS) {
      expect(() => new Webhook(secret).verify(body, signed)).not.toThrow();
      expect(() => new Webhook(secret).verify(`${body} `, signed)).toThrow('No matching signature');
    }
  });

  it.each<[ScriptedAnswer, Partial<Failure>]>([
    [
      { status: 302, headers: { Location: 'http://127.0.0.1/' } },
      { code: 'upstream_rejected', retryable: false },
    ],
    [{ status: 400 }, { code: 'upstream_rejected', retryable: false }],
    [{ status: 401 }, { code: 'upstream_rejected', retryable: false }],
    [{ status: 408 }, { code: 'upstream_error', retryable: true }],
    [{ status: 425 }, { code: 'upstream_error', retryable: true }],
    [
      { status: 429, headers: { 'Retry-After': '7' } },
      { code: 'upstream_rate_limited', retryAfterMs: 7_000 },
    ],
    [{ status: 500 }, { code: 'upstream_error', retryable: true, retryAfterMs: undefined }],
    [
      { status: 503, headers: { 'Retry-After': '9999' } },
      { code: 'upstream_error', retryAfterMs: RETRY_AFTER_CAP_MS },
    ],
    [{ drop: true }, { code: 'upstream_no_answer', retryable: true }],
  ])('answered with %j fails as %j', async (answer, expected) => {
    await start(answer);
    const failed = await failure();
    expect(failed).toMatchObject(expected);
    expect(failed.reason).toMatch(/^target crm (answered HTTP \d+|ended the connection without an answer)/);
  });

  it('does not follow a redirect to this machine', async () => {
    await start({});
    server.script = ({ url }) =>
      url === '/internal' ? {} : { status: 307, headers: { Location: `${server.url}/internal` } };
    expect((await failure()).reason).toBe('target crm answered HTTP 307; redirects are not followed');
    expect(server.to('/internal')).toHaveLength(0);
  });

  it('keeps the beginning of the answer, without secrets of the request', async () => {
    const text = `no case for ${TOKEN} and ${SECRETS[0]}: ${'é'.repeat(5_000)}`;
    await start({ status: 422, text }, { secrets: SECRETS });
    const { response } = await failure();
    expect(response?.status).toBe(422);
    expect(response?.body).toHaveLength(MAX_RESPONSE_LENGTH);
    expect(response?.body).toMatch(/^no case for \*\*\* and \*\*\*: éé/);
  });

  it('keeps nothing of an answer that is no text, and the start of one that is far too long', async () => {
    await start({ status: 500, text: 'PNG\u0000\u0001' });
    expect((await failure()).response).toEqual({ status: 500, body: '' });
    server.script = () => ({ status: 500, text: 'x'.repeat(3_000_000) });
    expect((await failure()).response).toEqual({ status: 500, body: 'x'.repeat(MAX_RESPONSE_LENGTH) });
  });

  it('is given up after its own time', async () => {
    await start({ hang: true }, { timeoutMs: 3_000 });
    const failed = failure();
    await expect.poll(() => server.requests).toHaveLength(1);
    await clock.advance(3_000);
    expect(await failed).toMatchObject({
      code: 'upstream_timeout',
      reason: 'target crm did not answer within 3000 ms',
      retryable: true,
    });
  });

  it('ends with its attempt', async () => {
    await start({ hang: true });
    const controller = new AbortController();
    const running = call(0, controller.signal);
    await expect.poll(() => server.requests).toHaveLength(1);
    controller.abort(new Error('stopped'));
    await expect(running).rejects.toThrow('stopped');
  });

  it.each([
    [{ status: 204 }, { outcome: 'ok', status: 204, errorCode: null }],
    [{ status: 422 }, { outcome: 'failed', status: 422, errorCode: 'upstream_rejected' }],
    [{ drop: true }, { outcome: 'failed', status: null, errorCode: 'upstream_no_answer' }],
  ] as const)('answered with %j is told as %j', async (answer, expected) => {
    await start(answer);
    await call().catch(() => {});
    expect(told).toEqual([{ target: 'target:crm', durationMs: 0, ...expected }]);
  });

  it('that is cut off with its attempt is told, with the time that it took', async () => {
    await start({ hang: true });
    const controller = new AbortController();
    const running = call(0, controller.signal).catch(() => {});
    await expect.poll(() => server.requests).toHaveLength(1);
    await clock.advance(700);
    controller.abort(new Error('stopped'));
    await running;
    const cutOff = { outcome: 'failed', status: null, errorCode: null, durationMs: 700 };
    expect(told).toEqual([{ target: 'target:crm', ...cutOff }]);
  });

  it('shares connections, and no more of them than the target may have', async () => {
    await start({});
    await Promise.all(Array.from({ length: 12 }, () => call()));
    expect(server.requests).toHaveLength(12);
    expect(server.connections).toBeLessThanOrEqual(2);
  });
});
