import { CookieJar } from './cookie-jar.js';

/**
 * Goes through the pages of the test's identity provider as a person does: the name, then the consent.
 *
 * @param url the authorization address
 * @param name such as `ada:dlq-ops`, which has the role behind the colon
 * @param jar cookies of the provider
 * @returns the address at which the provider sends the browser back to the service
 */
export async function signInAtProvider(url: string, name: string, jar = new CookieJar()): Promise<string> {
  const { origin } = new URL(url);
  let next = url;
  for (let steps = 0; steps < 20; steps++) {
    if (new URL(next).origin !== origin) return next;
    const page = await jar.fetch(next);
    const location = page.headers.get('location');
    if (location !== null) {
      next = new URL(location, next).href;
      continue;
    }
    const text = await page.text();
    const action = /<form[^>]*action="([^"]+)"/.exec(text)?.[1];
    if (page.status !== 200 || action === undefined)
      throw new Error(`the provider answered ${page.status}: ${text}`);
    const prompt = /name="prompt" value="([^"]+)"/.exec(text)?.[1] ?? '';
    const body = new URLSearchParams({ prompt, ...(prompt === 'login' && { login: name, password: 'any' }) });
    const answer = await jar.fetch(new URL(action, next).href, { method: 'POST', body });
    next = new URL(answer.headers.get('location') ?? '', next).href;
  }
  throw new Error('the provider never sent the browser back');
}
