import { afterEach, describe, expect, it } from 'vitest';
import {
  callIn,
  CLIENT_SECRET,
  failureOf,
  startBareCxoneWorld,
  startCxoneWorld,
  type CxoneWorld,
} from '../../test/support/cxone-world.js';
import { TOKEN_PATH, type ScriptedAnswer } from '../../test/support/scripted-server.js';
import { MAX_ANSWER_BYTES } from '../outbound/http-sender.js';

describe('the client of CXone, answered in unusual ways,', () => {
  let world: CxoneWorld;

  afterEach(() => world.server.stop());

  const call = () => callIn(world);

  it('never repeats a call that CXone may have seen, and uses a new connection next time', async () => {
    world = await startCxoneWorld((_request, nth) => (nth === 1 ? { drop: true } : {}));
    expect(await failureOf(call())).toMatchObject({ code: 'upstream_no_answer' });
    expect(world.server.to('/x')).toHaveLength(1);
    expect((await call()).status).toBe(200);
  });

  it('follows no redirection', async () => {
    world = await startCxoneWorld(() => ({ status: 302, headers: { Location: '/elsewhere' } }));
    expect((await call()).status).toBe(302);
    expect(world.server.to('/elsewhere')).toHaveLength(0);
  });

  it('reads no answer longer than the limit, and still knows its status', async () => {
    world = await startCxoneWorld(() => ({ text: 'x'.repeat(MAX_ANSWER_BYTES + 1) }));
    expect(await call()).toEqual({ status: 200, body: null });
  });

  const unreachable: ScriptedAnswer = { drop: true };
  const refusal = { error: 'invalid_client', error_description: `bad ${CLIENT_SECRET}` };
  it.each<[string, ScriptedAnswer, string]>([
    ['a refused client', { status: 401, json: refusal }, 'upstream_error'],
    ['an echo of what was sent', { status: 400, json: { error: CLIENT_SECRET } }, 'upstream_error'],
    ['no JSON', { text: `<p>${CLIENT_SECRET}</p>` }, 'upstream_error'],
    ['no token', { json: { expires_in: 3_600 } }, 'upstream_error'],
    ['a page', { text: '<!doctype html><title>Sign in</title>' }, 'upstream_error'],
    ['a token of 900 KB', { json: { access_token: 'a'.repeat(900_000), expires_in: 9 } }, 'upstream_error'],
    ['an answer that does not end', { endless: true }, 'upstream_error'],
    [
      'a token that fits no header',
      { json: { access_token: 't0ken\r\nX: y', expires_in: 9 } },
      'upstream_error',
    ],
    ['a redirection', { status: 307, headers: { Location: '/x' } }, 'upstream_error'],
    ['a dropped connection', unreachable, 'upstream_no_answer'],
  ])('shows no secret when the token endpoint answers with %s', async (_, answer, code) => {
    world = await startBareCxoneWorld(({ url }) => (url === TOKEN_PATH ? answer : {}));
    const error = await failureOf(call());
    expect(error.code).toBe(code);
    expectNoSecret(error);
    expect(world.server.to('/x')).toHaveLength(0);
  });

  it.each<[string, ScriptedAnswer]>([
    ['a token that fits no header', { json: { access_token: 'a'.repeat(900_000), expires_in: 3_600 } }],
    ['a page', { text: '<!doctype html><title>Sign in</title>' }],
    ['an answer that does not end', { endless: true }],
  ])('caches nothing of a token endpoint that answered with %s', async (_, mad) => {
    world = await startBareCxoneWorld(({ url }, nth) =>
      url !== TOKEN_PATH || nth > 1 ? { json: { access_token: 'sound' } } : mad,
    );
    expect((await failureOf(call())).code).toBe('upstream_error');
    expect((await call()).status).toBe(200);
    expect(world.server.to('/x')[0]?.headers.authorization).toBe('Bearer sound');
  });

  it('reads an endless answer up to the limit, and goes on with the next', async () => {
    world = await startCxoneWorld((_request, nth) => (nth === 1 ? { endless: true } : { json: {} }));
    expect(await call()).toEqual({ status: 200, body: null });
    expect(await call()).toEqual({ status: 200, body: '{}' });
  });

  it('shows no token when a call fails', async () => {
    world = await startCxoneWorld(() => ({}));
    await call();
    await world.server.stop();
    const error = await failureOf(call());
    // The end of the kept connection may be noticed before the call or only by it.
    expect(error.message).toMatch(
      /^CXone (could not be reached|ended the connection without an answer) \(ECONN[A-Z]+\)/,
    );
    expectNoSecret(error);
  });
});

/** Looks at the error, its causes and everything that hangs on it, hidden properties included. */
function expectNoSecret(error: Error): void {
  for (let at: unknown = error; at instanceof Error; at = at.cause) {
    const names = Object.getOwnPropertyNames(at);
    const values = names.map((name) => JSON.stringify(Reflect.get(at, name)) ?? '');
    const text = `${values.join('\n')}${JSON.stringify(at)}${String(at)}`;
    expect(text).not.toMatch(/s3cret|t0ken|token-1|Bearer|client_secret/);
    expect(at.name).not.toBe('AxiosError');
  }
}
