import { stringifySetCookie } from 'cookie';

/** The session's cookie, without the prefix that it has over https. */
export const SESSION_COOKIE = 'cxone_dlq_session';

/**
 * The two cookies of people in a browser: the session, and a sign-in that is under way.
 *
 * Where the service is reached by https they are `Secure` and named `__Host-...`: a browser takes such a name from this
 * host alone, so that no neighbouring host of the same domain can put a session of its own in its place. Over plain
 * http browsers know no such name.
 */
export class AccessCookies {
  readonly session: string;
  readonly signIn: string;
  private readonly secure: boolean;

  /** @param publicUrl where people reach the service; `null`: by plain http at its own address */
  constructor(publicUrl: string | null) {
    this.secure = publicUrl?.startsWith('https:') === true;
    const prefix = this.secure ? '__Host-' : '';
    this.session = prefix + SESSION_COOKIE;
    this.signIn = `${prefix}cxone_dlq_sign_in`;
  }

  /** The text of a `Set-Cookie` header. `lifeS`: seconds until it ends; 0 removes it. */
  set(name: string, value: string, lifeS: number): string {
    return stringifySetCookie(name, value, {
      httpOnly: true,
      sameSite: 'lax',
      secure: this.secure,
      path: '/',
      maxAge: lifeS,
    });
  }

  /** Removes one of them. */
  clear(name: string): string {
    return this.set(name, '', 0);
  }
}

/**
 * The value of a cookie. A name that comes twice has none: the second one was set for a wider domain or another path,
 * perhaps by somebody else, and nobody can say which one is ours.
 *
 * @param header `Cookie`, as it came
 */
export function cookieIn(header: string | undefined, name: string): string | undefined {
  const values = (header ?? '').split(';').flatMap((pair) => {
    const at = pair.indexOf('=');
    return at > 0 && pair.slice(0, at).trim() === name ? [pair.slice(at + 1).trim()] : [];
  });
  const [value] = values;
  return values.length === 1 && value !== '' ? value : undefined;
}
