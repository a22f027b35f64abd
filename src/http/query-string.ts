import { parse, unescape, type ParsedUrlQuery } from 'node:querystring';

/** The text that a parsed query was read from: only there a comma between values differs from one inside a value. */
const texts = new WeakMap<object, string>();

/**
 * The parameters of a query string, decoded. A repeated parameter is a list.
 *
 * By default the parser silently drops parameters past the thousandth, filters among them.
 */
export function parseQueryString(text: string): ParsedUrlQuery {
  const query = parse(text, '&', '=', { maxKeys: 0 });
  texts.set(query, text);
  return query;
}

/**
 * The values of a parameter that takes several: separated by commas, or by repeating the parameter. `%2C` is a comma
 * inside a value.
 *
 * @param query what `parseQueryString` returned
 * @returns `undefined` where the query has no such parameter
 */
export function listIn(query: object, name: string): string[] | undefined {
  const parts = (texts.get(query) ?? '').split('&').flatMap((part) => {
    const equals = part.indexOf('=');
    const [own, value] = equals < 0 ? [part, ''] : [part.slice(0, equals), part.slice(equals + 1)];
    return decoded(own) === name ? [value] : [];
  });
  if (parts.length === 0) return undefined;
  return parts.flatMap((part) => part.split(',')).map(decoded);
}

function decoded(text: string): string {
  return unescape(text.replaceAll('+', ' '));
}
