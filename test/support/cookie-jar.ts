import { parseSetCookie } from 'cookie';

/** Fetches as a browser does with redirections off: keeps the cookies of one host, and sends them. */
export class CookieJar {
  readonly cookies = new Map<string, string>();

  async fetch(url: string, init: RequestInit = {}): Promise<Response> {
    const cookie = [...this.cookies].map(([name, value]) => `${name}=${value}`).join('; ');
    const headers = { ...(init.headers as Record<string, string>), ...(cookie !== '' && { cookie }) };
    const answer = await fetch(url, { ...init, headers, redirect: 'manual' });
    for (const line of answer.headers.getSetCookie()) {
      const { name, value = '', maxAge, expires } = parseSetCookie(line);
      const ended = maxAge === 0 || (expires !== undefined && expires.getTime() <= Date.now());
      if (ended) this.cookies.delete(name);
      else this.cookies.set(name, value);
    }
    return answer;
  }
}
