export const TARGET_URL_EXPECTED = 'an http or https address without credentials and fragment';

/** The address of a target in its normal form; `null` where it is not as TARGET_URL_EXPECTED says. */
export function targetUrl(text: string): string | null {
  if (!URL.canParse(text)) return null;
  const url = new URL(text);
  const { protocol, username, password, hash } = url;
  const fits = /^https?:$/.test(protocol) && username === '' && password === '' && hash === '';
  return fits ? url.href : null;
}

/** The address as it may be shown: a query often holds a key. */
export function shownUrl(url: string): string {
  const { origin, pathname, search } = new URL(url);
  return `${origin}${pathname}${search === '' ? '' : '?***'}`;
}
