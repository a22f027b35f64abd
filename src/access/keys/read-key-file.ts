import { isMap, isScalar, isSeq, LineCounter, parseDocument, visit, type Document, type Node } from 'yaml';
import { keyEntries, refusedKeys, shown, type KeyEntries } from '../../domain/access/key-entry.js';

const FORM = 'name, role and sha256';

/**
 * Reads a key file, YAML or JSON: `keys: [{ name, role, sha256, expires_at? }]`. It is accepted whole or not at all.
 *
 * @param text of the file
 */
export function readKeyFile(text: string): KeyEntries {
  const lines = new LineCounter();
  // Every scalar stays text, because a digest may consist of digits alone.
  const document = parseDocument(text, {
    version: '1.2',
    schema: 'failsafe',
    logLevel: 'silent',
    lineCounter: lines,
  });
  const [error] = document.errors;
  // The parser's own message quotes the file, which may hold a secret by mistake.
  if (error !== undefined) {
    return refusedKeys([`line ${error.linePos?.[0].line ?? 1}: expected YAML or JSON (${error.code})`]);
  }
  if (hasAlias(document)) return refusedKeys(['expected YAML or JSON without aliases']);
  return readDocument(document, ({ range }) => lines.linePos(range?.[0] ?? 0).line);
}

function readDocument(document: Document.Parsed, lineOf: (node: Node) => number): KeyEntries {
  const file = document.contents;
  const list = isMap(file) ? file.get('keys', true) : undefined;
  if (!isMap(file) || !isSeq<Node>(list)) return refusedKeys(['expected keys: a list of keys']);
  const others = file.items.flatMap(({ key }) => (isScalar(key) && key.value !== 'keys' ? [key] : []));
  if (others.length > 0) {
    return refusedKeys(
      others.map(
        (key) => `line ${lineOf(key)}, ${shown(String(key.value))}: expected no such field beside keys`,
      ),
    );
  }
  const written = list.items.map((item, index) => ({
    value: item.toJS(document) as unknown,
    place: `line ${lineOf(item)}, keys[${index}]`,
  }));
  return keyEntries(written, FORM);
}

/** Aliases are refused, because nobody can review a file that uses them. */
function hasAlias(document: Document.Parsed): boolean {
  let found = false;
  visit(document, { Alias: () => ((found = true), visit.BREAK) });
  return found;
}
