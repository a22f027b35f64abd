import { isIP } from 'node:net';
import { isPublicAddress } from './public-address.js';

export const TARGET_URL_EXPECTED = 'an http or https address without credentials and fragment';

/** The address of a target in its normal form; `null` where it is not as TARGET_URL_EXPECTED says. */
export function targetUrl(text: string): string | null {
  if (!URL.canParse(text)) return null;
  const url = new URL(text);
  const { protocol, username, password, hash } = url;
  const fits = /^https?:$/.test(protocol) && username === '' && password === '' && hash === '';
  return fits ? url.href : null;
}

export const PUBLIC_EXPECTED = 'a public address, or DELIVERY_ALLOW_PRIVATE=true';

/**
 * Whether no event could ever be sent to this address without DELIVERY_ALLOW_PRIVATE: an IP address that is not
 * public, or this machine. What any other name resolves to is seen by each connection.
 */
export function isPrivateUrl(url: string): boolean {
  const host = new URL(url).hostname.replace(/^\[|\]$|\.$/g, '');
  if (isIP(host) !== 0) return !isPublicAddress(host);
  return host === 'localhost' || host.endsWith('.localhost');
}

/** The address as it may be shown: a query often holds a key. */
export function shownUrl(url: string): string {
  const { origin, pathname, search } = new URL(url);
  return `${origin}${pathname}${search === '' ? '' : '?***'}`;
}
