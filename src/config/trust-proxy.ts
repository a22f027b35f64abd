import { isIP } from 'node:net';
import type { EnvReader } from './env-reader.js';

/** @see https://expressjs.com/en/guide/behind-proxies.html */
export function trustProxy(read: EnvReader): number | string {
  const text = read.text('TRUST_PROXY');
  if (/^\d$/.test(text)) return Number(text);
  const known = ['loopback', 'linklocal', 'uniquelocal'];
  const fits = text.split(',').every((part) => {
    const [address = '', bits, ...rest] = part.trim().split('/');
    const family = isIP(address);
    const maskFits =
      bits === undefined || (/^\d{1,3}$/.test(bits) && Number(bits) <= (family === 4 ? 32 : 128));
    return known.includes(part.trim()) || (family !== 0 && maskFits && rest.length === 0);
  });
  if (!fits)
    read.problem('TRUST_PROXY', 'a number of hops from 0 to 9, or addresses such as 10.0.0.0/8, loopback');
  return fits ? text : 0;
}
