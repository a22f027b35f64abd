import { readBody } from '../../domain/event/body-text.js';
import type { JsonText } from '../../domain/json/json-text.js';

/** A possible value, and the ways in which it differs from the expected one. */
export interface Variant<T> {
  value: T;
  differences: readonly string[];
}

const CRLF = '\r\n';
const BYTE_ORDER_MARK = '\ufeff';

/** The bodies that the sender may have signed before a proxy or a tool changed them; the received one first. */
export function bodyVariants(body: Uint8Array): Variant<Buffer>[] {
  const original = Buffer.from(body);
  const text = original.toString('utf8');
  const variants: Array<[string, string]> = [
    [text.replace(/\r?\n$/, ''), 'without its final line break'],
    [`${text}\n`, 'with a line break at its end'],
    [`${text}${CRLF}`, 'with a line break (CRLF) at its end'],
    [text.replaceAll(CRLF, '\n'), 'with its line breaks as LF'],
    [text.replaceAll(/\r?\n/g, CRLF), 'with its line breaks as CRLF'],
    [text.replace(BYTE_ORDER_MARK, ''), 'without its byte order mark'],
    [text.trim(), 'without white space around it'],
    [`${BYTE_ORDER_MARK}${text}`, 'with a byte order mark before it'],
    ...jsonVariants(body),
    ['', 'left out: nothing was signed in its place'],
  ];
  const seen = new Set([text]);
  return [
    { value: original, differences: [] },
    ...variants.flatMap(([variant, how]) => {
      if (seen.has(variant)) return [];
      seen.add(variant);
      return [{ value: Buffer.from(variant), differences: [`it is over the body ${how}`] }];
    }),
  ];
}

/** The same JSON as written by other serialisers. */
function jsonVariants(body: Uint8Array): Array<[string, string]> {
  const read = readBody(body, { forms: true });
  if (read === null || read === 'too_many_fields') return [];
  const { json } = read;
  const value: unknown = JSON.parse(json);
  const compact = JSON.stringify(value);
  return [
    [json, 'without insignificant white space'],
    [compact, 'parsed and written again (JSON.stringify)'],
    [JSON.stringify(value, null, 2), 'parsed and written again, indented by 2'],
    [JSON.stringify(value, null, 4), 'parsed and written again, indented by 4'],
    [spaced(json), "parsed and written again, with spaces as by Python's json.dumps"],
    [asAscii(spaced(compact)), "parsed and written again, as by Python's json.dumps"],
    [asAscii(compact), 'parsed and written again, all but ASCII escaped'],
    [compact.replaceAll('/', '\\/'), "parsed and written again, slashes escaped as by PHP's json_encode"],
    [asAscii(compact).replaceAll('/', '\\/'), "parsed and written again, as by PHP's json_encode"],
  ];
}

/** A space after each comma and colon that is not inside a string. */
function spaced(json: JsonText | string): string {
  return json.replaceAll(/"[^"\\]*(?:\\.[^"\\]*)*"|[,:]/gs, (part) =>
    part.length === 1 ? `${part} ` : part,
  );
}

function asAscii(text: string): string {
  return text.replaceAll(/[^\0-\x7f]/g, (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`);
}
