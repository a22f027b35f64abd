import { isLosslessNumber } from 'lossless-json';

/** One line of a JSON value as it is shown. */
export interface JsonLine {
  /** JSON Pointer (RFC 6901) of the value; of a closing bracket that of what it closes. */
  pointer: string;
  depth: number;
  /** Of a member; `null`: an element of an array, or the whole. */
  key: string | null;
  kind: 'value' | 'open' | 'close' | 'folded';
  /** The value, a bracket, or a folded value in short; numbers with every digit as it arrived. */
  text: string;
  type: 'string' | 'number' | 'word' | 'bracket';
  /** Whether a comma follows. */
  comma: boolean;
}

/** The lines of a value. @param folded pointers of objects and arrays that are shown in one line */
export function jsonLines(value: unknown, folded: ReadonlySet<string> = new Set()): JsonLine[] {
  const lines: JsonLine[] = [];
  const add = (at: unknown, pointer: string, depth: number, key: string | null, comma: boolean) => {
    const members = membersOf(at);
    const line = { pointer, depth, key, comma };
    if (members === null) {
      lines.push({ ...line, kind: 'value', text: scalarText(at), type: typeOf(at) });
      return;
    }
    const [open, close] = Array.isArray(at) ? ['[', ']'] : ['{', '}'];
    if (members.length === 0 || folded.has(pointer)) {
      const text = members.length === 0 ? open + close : `${open} ${members.length} ${close}`;
      lines.push({ ...line, kind: members.length === 0 ? 'value' : 'folded', text, type: 'bracket' });
      return;
    }
    lines.push({ ...line, kind: 'open', text: open, type: 'bracket', comma: false });
    for (const [index, [name, member]] of members.entries()) {
      const below = `${pointer}/${pointerPart(name)}`;
      add(member, below, depth + 1, Array.isArray(at) ? null : name, index < members.length - 1);
    }
    lines.push({ ...line, key: null, kind: 'close', text: close, type: 'bracket' });
  };
  add(value, '', 0, null, false);
  return lines;
}

/** Members or elements; `null`: it is neither an object nor an array. */
function membersOf(value: unknown): Array<[string, unknown]> | null {
  if (typeof value !== 'object' || value === null || isLosslessNumber(value)) return null;
  return Object.entries(value);
}

function scalarText(value: unknown): string {
  return isLosslessNumber(value) ? value.toString() : JSON.stringify(value);
}

function typeOf(value: unknown): JsonLine['type'] {
  if (typeof value === 'string') return 'string';
  return typeof value === 'number' || isLosslessNumber(value) ? 'number' : 'word';
}

/** A name as part of a JSON Pointer. */
export function pointerPart(name: string): string {
  return name.replaceAll('~', '~0').replaceAll('/', '~1');
}

/** What stands in a line, as a search sees it. */
export function lineText({ key, text }: JsonLine): string {
  return key === null ? text : `${JSON.stringify(key)}: ${text}`;
}

/** Pointers of every object and array at some depth or deeper. */
export function foldable(lines: readonly JsonLine[], depth: number): Set<string> {
  return new Set(
    lines.filter((line) => line.kind === 'open' && line.depth >= depth).map((line) => line.pointer),
  );
}
