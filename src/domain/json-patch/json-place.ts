import { endOfString, endOfValue, type JsonText, plainString } from '../json/json-text.js';

/** Where a part of a JSON text stands: from `start` to before `end`. */
export interface TextSpan {
  start: number;
  end: number;
}

/** A member of an object, or an element of a list. */
export interface Item extends TextSpan {
  /** Of a member: its name. */
  name: string | null;
  /** Where its value begins; it ends where the item ends. */
  valueStart: number;
}

/** The members or elements of the object or list that begins at `start`, one after the other; none in a scalar. */
export function* itemsAt(text: JsonText, start: number): Generator<Item> {
  const isObject = text[start] === '{';
  if (!isObject && text[start] !== '[') return;
  for (let at = start + 1; text[at] !== '}' && text[at] !== ']';) {
    const nameEnd = isObject ? endOfString(text, at) : at;
    const valueStart = isObject ? nameEnd + 1 : at;
    const end = endOfValue(text, valueStart);
    yield { name: isObject ? plainString(text.slice(at, nameEnd)) : null, start: at, valueStart, end };
    at = text[end] === ',' ? end + 1 : end;
  }
}

/** An index of a list as RFC 6901 spells it; `null`: it is none. */
export function indexIn(token: string): number | null {
  return /^(?:0|[1-9]\d{0,15})$/.test(token) ? Number(token) : null;
}

/**
 * The item of the object or list at `start` that a token names. Of a repeated name the last one: it is the one that
 * counts for JSON.parse.
 */
export function itemAt(text: JsonText, start: number, token: string): Item | undefined {
  const isList = text[start] === '[';
  const index = isList ? indexIn(token) : null;
  if (isList && index === null) return undefined;
  let found: Item | undefined;
  let position = 0;
  for (const item of itemsAt(text, start)) {
    if (isList && position++ === index) return item;
    if (!isList && item.name === token) found = item;
  }
  return found;
}

/** Where the value stands to which the tokens lead; `null`: there is none. */
export function valueAt(text: JsonText, tokens: readonly string[]): TextSpan | null {
  let span: TextSpan = { start: 0, end: text.length };
  for (const token of tokens) {
    const item = itemAt(text, span.start, token);
    if (item === undefined) return null;
    span = { start: item.valueStart, end: item.end };
  }
  return span;
}

/** The text with another one in the place of a span. */
export function spliced(text: JsonText, { start, end }: TextSpan, put: string): JsonText {
  return (text.slice(0, start) + put + text.slice(end)) as JsonText;
}

/**
 * The text without these items of one object or list, each with the comma beside it.
 *
 * @param container where the object or list begins
 */
export function withoutItems(text: JsonText, container: number, gone: ReadonlyArray<TextSpan>): JsonText {
  let out = text;
  for (const { start, end } of gone.toReversed()) {
    // The comma behind it goes with the first item, the comma before it with every other one.
    const isFirst = start === container + 1;
    const span = isFirst ? { start, end: out[end] === ',' ? end + 1 : end } : { start: start - 1, end };
    out = spliced(out, span, '');
  }
  return out;
}

/** The text with an item more, in the object or list that begins at `container`. @param before absent: at the end */
export function withItem(text: JsonText, container: number, item: string, before?: TextSpan): JsonText {
  if (before !== undefined) return spliced(text, { start: before.start, end: before.start }, `${item},`);
  const end = endOfValue(text, container) - 1;
  const isEmpty = end === container + 1;
  return spliced(text, { start: end, end }, isEmpty ? item : `,${item}`);
}
