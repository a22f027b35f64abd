import { endOfString, endOfValue, type JsonText, plainString, toJsonText } from '../json/json-text.js';
import type { PathState, Stepped } from './mask-path.js';

/** What is told of a JSON text on the way through it. `name` is that of the nearest member around a value. */
export interface JsonVisitor {
  /** Whether scalars and names are told where no path goes on, too. */
  all: boolean;
  /** A value that a path leads to, a container as a whole. */
  masked(start: number, end: number, name: string): void;
  /** Any other string, number or literal. `state`: where the paths have got to. */
  scalar(start: number, end: number, name: string, state: PathState): void;
  /** The name of a member, its quotes included. */
  name?(start: number, end: number): void;
}

/** Containers are walked with a list instead of the stack: an event may be thousands of levels deep. */
interface Level {
  isArray: boolean;
  state: PathState;
  name: string;
}

/** Goes through a JSON text along paths, without building what it says. */
export function walkJson(text: JsonText, start: PathState, visitor: JsonVisitor): void {
  const levels: Level[] = [];
  const enter = (at: number, { state, masked }: Stepped, name: string): number => {
    const char = text[at];
    const isContainer = char === '{' || char === '[';
    if (!masked && isContainer && (!state.ended || visitor.all)) {
      levels.push({ isArray: char === '[', state, name });
      return at + 1;
    }
    const end = endOfValue(text, at);
    if (masked) visitor.masked(at, end, name);
    else if (!isContainer && (!state.ended || visitor.all)) visitor.scalar(at, end, name, state);
    return end;
  };
  let at = enter(0, { state: start, masked: false }, '');
  while (at < text.length) {
    const char = text[at];
    const level = levels.at(-1);
    if (char === '}' || char === ']') {
      levels.pop();
      at++;
    } else if (char === ',') {
      at++;
    } else if (level === undefined) {
      return;
    } else if (level.isArray) {
      at = enter(at, level.state.intoElement(), level.name);
    } else {
      const nameEnd = endOfString(text, at);
      const name = plainString(text.slice(at, nameEnd));
      visitor.name?.(at, nameEnd);
      at = enter(nameEnd + 1, level.state.into(name), name);
    }
  }
}

/** The JSON object or array that a JSON string holds as its text; `null`: none. */
export function jsonInside(scalar: string): JsonText | null {
  // An escape may stand for the bracket.
  if (!/^"[\s{[\\]/.test(scalar)) return null;
  const text = plainString(scalar);
  if (!/^\s*[{[]/.test(text)) return null;
  try {
    return toJsonText(text);
  } catch {
    return null;
  }
}
