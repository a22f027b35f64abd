import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { CookieJar } from '../support/cookie-jar.js';
import { send } from '../support/http.js';
import { signInAtProvider } from '../support/provider-login.js';
import { ADMIN_KEY, ProviderWorld } from '../support/provider-world.js';

const SESSION = 'cxone_dlq_session';
const HTML = { accept: 'text/html,*/*;q=0.8' };

describe('signing in by a browser', () => {
  let world: ProviderWorld;
  let jar: CookieJar;
  let url: string;

  beforeEach(async () => {
    world = await ProviderWorld.reserve();
    url = world.publicUrl;
    jar = new CookieJar();
  });
  afterEach(() => world.close());

  const start = async () => {
    await world.provider.start(['k1']);
    await world.startService();
  };
  const begin = async (returnTo = '/docs', browser = jar) => {
    const answer = await browser.fetch(
      `${url}/api/v1/session/sign-in?return_to=${encodeURIComponent(returnTo)}`,
    );
    expect(answer.status).toBe(302);
    return answer.headers.get('location')!;
  };
  const signIn = async (name: string, returnTo?: string) =>
    jar.fetch(await signInAtProvider(await begin(returnTo), name));
  const me = async (browser = jar, base = url) => {
    const answer = await browser.fetch(`${base}/api/v1/me`);
    return { status: answer.status, ...((await answer.json()) as Record<string, unknown>) };
  };

  it('gives a session with the role of the person, and returns to the page', async () => {
    await start();
    const back = await signIn('ada:dlq-ops', '/docs?x=1');
    expect(back.status).toBe(303);
    expect(back.headers.get('location')).toBe(`${url}/docs?x=1`);
    expect(back.headers.getSetCookie()).toEqual([
      'cxone_dlq_sign_in=; Max-Age=0; Path=/; HttpOnly; SameSite=Lax',
      expect.stringMatching(/^cxone_dlq_session=[\w.-]+; Max-Age=28800; Path=\/; HttpOnly; SameSite=Lax$/),
    ]);
    expect(await me()).toMatchObject({ status: 200, name: 'ada', kind: 'session', role: 'operator' });
    const signedOut = await jar.fetch(`${url}/api/v1/session`, { method: 'DELETE' });
    expect(signedOut.status).toBe(204);
    expect(await me()).toMatchObject({ status: 401, code: 'unauthenticated' });
  });

  it.each(['//evil.example', 'https://evil.example/', '/\\evil.example', '/\t/evil.example', 'docs'])(
    'never returns to %j',
    async (returnTo) => {
      await start();
      const back = await signIn('ada:dlq-ops', returnTo);
      expect(back.headers.get('location')).toBe(`${url}/`);
    },
  );

  it('refuses a callback that is repeated, belongs to another browser, or to nobody', async () => {
    await start();
    const callback = await signInAtProvider(await begin(), 'eve:dlq-admins');
    // The victim has a sign-in under way as well, and opens the link of somebody else.
    const victim = new CookieJar();
    await begin('/', victim);
    const refused = [await victim.fetch(callback), await new CookieJar().fetch(callback)];
    await jar.fetch(callback);
    refused.push(await jar.fetch(callback));
    for (const answer of refused) {
      expect(answer.status).toBe(403);
      expect(await answer.json()).toMatchObject({ code: 'sign_in_refused' });
      expect(answer.headers.getSetCookie().join()).not.toContain(SESSION);
    }
    expect(victim.cookies.has(SESSION)).toBe(false);
  });

  it('shows a page to a person whose sign-in failed, with a way to begin again', async () => {
    await start();
    const answer = await jar.fetch(`${url}/api/v1/session/callback?error=x&error_description=<b>`, {
      headers: HTML,
    });
    expect(answer.headers.get('content-type')).toBe('text/html; charset=utf-8');
    expect(answer.headers.get('content-security-policy')).not.toContain('unsafe');
    const page = await answer.text();
    expect(page).toContain('This browser has no such sign-in under way');
    expect(page).toContain(`href="${url}/api/v1/session/sign-in"`);
  });

  it('tells a person without a mapped role, and gives no session', async () => {
    await start();
    const answer = await signIn('eve:others');
    expect(answer.status).toBe(403);
    expect(await answer.json()).toMatchObject({ code: 'forbidden' });
    expect(jar.cookies.has(SESSION)).toBe(false);
  });

  it('replaces the session that a browser had, and accepts no cookie that comes twice', async () => {
    await start();
    await signIn('eve:dlq-viewers');
    const planted = jar.cookies.get(SESSION)!;
    await signIn('ada:dlq-admins');
    const own = jar.cookies.get(SESSION)!;
    expect(own).not.toBe(planted);
    expect(await me()).toMatchObject({ name: 'ada', role: 'admin' });
    for (const cookie of [`${SESSION}=${planted}; ${SESSION}=${own}`, `${SESSION}=${'x'.repeat(9_000)}`]) {
      expect(await send(`${url}/api/v1/me`, { headers: { cookie } })).toMatchObject({ status: 401 });
    }
  });

  it('works on another replica with the secret, also while the secret is rotated', async () => {
    await start();
    const next = 'n'.repeat(32);
    const replica = await world.startService({ PORT: '0', SESSION_SECRET: `${next},${'s'.repeat(32)}` });
    const later = await world.startService({ PORT: '0', SESSION_SECRET: next });
    const callback = await signInAtProvider(await begin(), 'ada:dlq-ops');
    // It ends on another replica than the one on which it began.
    const back = await jar.fetch(callback.replace(url, replica.url));
    expect(back.status).toBe(303);
    expect(await me(jar, replica.url)).toMatchObject({ status: 200, name: 'ada' });
    expect(await me(jar, later.url)).toMatchObject({ status: 200, name: 'ada' });
    expect(await me(jar, url)).toMatchObject({ status: 401 });
  });

  it('is for our own pages and names alone', async () => {
    await start();
    await signIn('ada:dlq-ops');
    const cookie = `${SESSION}=${jar.cookies.get(SESSION)!}`;
    const retry = (headers: Record<string, string>) =>
      send(`${url}/api/v1/dlq/retry`, { method: 'POST', headers: { cookie, ...headers } });
    expect(await retry({ origin: 'https://evil.example' })).toMatchObject({
      status: 403,
      body: { code: 'cross_site' },
    });
    expect(await retry({ origin: 'null' })).toMatchObject({ status: 403 });
    expect(await retry({ 'sec-fetch-site': 'same-site' })).toMatchObject({ status: 403 });
    expect(await retry({ origin: url })).toMatchObject({ status: 200 });
  });

  it('says what is wrong while the provider is down; keys go on', async () => {
    const { url: base } = await world.startService();
    const answer = await jar.fetch(`${base}/api/v1/session/sign-in`, { headers: HTML });
    expect(answer.status).toBe(503);
    expect(await answer.text()).toContain('the identity provider could not be reached (ECONNREFUSED)');
    const problem = await send(`${base}/api/v1/session/sign-in`);
    expect(problem).toMatchObject({ status: 503, body: { code: 'identity_provider_unavailable' } });
    const key = { authorization: `Bearer ${ADMIN_KEY}` };
    expect(await send(`${base}/api/v1/me`, { headers: key })).toMatchObject({ body: { name: 'boss' } });
    const ready = await send(`${base}/health/ready`);
    expect(ready.status).toBe(200);
    expect(ready.body).toMatchObject({
      status: 'degraded',
      checks: {
        identity_provider: {
          status: 'degraded',
          detail: expect.stringMatching(/^the keys of OIDC_ISSUER cannot be fetched: /) as string,
        },
      },
    });
  });

  it('takes a token of the provider as a bearer', async () => {
    await start();
    const headers = { authorization: `Bearer ${await world.provider.token()}` };
    expect(await send(`${url}/api/v1/me`, { headers })).toMatchObject({
      status: 200,
      body: { name: 'console', kind: 'oidc', role: 'operator' },
    });
  });
});
