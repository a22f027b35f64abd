import { endOfString, type JsonText } from '../json/json-text.js';
import { MASKED, startOf, stepInto, stepIntoElement, type MaskPath, type PathState } from './mask-path.js';

const MASKED_TEXT = JSON.stringify(MASKED);

/** A value in a text that a path leads to. */
interface Span {
  start: number;
  end: number;
}

/** The text with `"[masked]"` in place of every value that a path leads to; all else stays to the letter. */
export function maskJson(text: JsonText, paths: readonly MaskPath[]): JsonText {
  const spans = maskedSpans(text, paths);
  if (spans.length === 0) return text;
  let out = '';
  let keptFrom = 0;
  for (const { start, end } of spans) {
    out += text.slice(keptFrom, start) + MASKED_TEXT;
    keptFrom = end;
  }
  return (out + text.slice(keptFrom)) as JsonText;
}

/** The strings and numbers, in their plain form, that masking takes out of a text. */
export function maskedValues(text: JsonText, paths: readonly MaskPath[]): Set<string> {
  const values = new Set<string>();
  for (const { start, end } of maskedSpans(text, paths)) {
    for (const [scalar] of text.slice(start, end).matchAll(/"(?:[^"\\]|\\.)*"|-?\d[\d.eE+-]*/g)) {
      values.add(scalar.startsWith('"') ? (JSON.parse(scalar) as string) : scalar);
    }
  }
  return values;
}

/** Containers are walked with a list instead of the stack: an event may be thousands of levels deep. */
interface Level {
  isArray: boolean;
  state: PathState;
}

function maskedSpans(text: JsonText, paths: readonly MaskPath[]): Span[] {
  const spans: Span[] = [];
  const levels: Level[] = [];
  let below = startOf(paths);
  let at = 0;
  while (at < text.length) {
    const char = text[at];
    const level = levels.at(-1);
    if (char === '}' || char === ']') {
      levels.pop();
      at++;
    } else if (char === ',') {
      at++;
    } else if (level === undefined || level.isArray || text[at] === ':') {
      // A value: the text's own, an element, or what stands behind a name.
      if (char === ':') at++;
      else if (level !== undefined) {
        const step = stepIntoElement(level.state);
        below = step.state;
        if (step.masked) {
          at = pushSpan(spans, text, at);
          continue;
        }
      }
      at = enterOrSkip(text, at, below, levels);
    } else {
      const nameEnd = endOfString(text, at);
      const step = stepInto(level.state, JSON.parse(text.slice(at, nameEnd)) as string);
      below = step.state;
      at = step.masked ? pushSpan(spans, text, nameEnd + 1) : nameEnd;
    }
  }
  return spans;
}

function pushSpan(spans: Span[], text: string, start: number): number {
  const end = endOfValue(text, start);
  spans.push({ start, end });
  return end;
}

/** Goes into a container, or past a value in which no path goes on. */
function enterOrSkip(text: string, at: number, state: PathState, levels: Level[]): number {
  const char = text[at];
  if ((char !== '{' && char !== '[') || state.length === 0) return endOfValue(text, at);
  levels.push({ isArray: char === '[', state });
  return at + 1;
}

/** The index after the value that begins at `start`. */
function endOfValue(text: string, start: number): number {
  let depth = 0;
  let at = start;
  while (at < text.length) {
    const char = text[at];
    if (char === '"') {
      at = endOfString(text, at);
      if (depth === 0) return at;
      continue;
    }
    if (depth === 0 && (char === ',' || char === '}' || char === ']')) return at;
    if (char === '{' || char === '[') depth++;
    else if ((char === '}' || char === ']') && --depth === 0) return at + 1;
    at++;
  }
  return at;
}
