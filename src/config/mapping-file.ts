import { isScalar, parseDocument, visit } from 'yaml';
import type { FieldProblem } from '../domain/event/event.js';

/**
 * A settings file, YAML 1.2 or JSON, with mappings as `Map` and every scalar as the text that the file has: a tenant may
 * be called 00123, 0x1F, 12345678901234567890, no or 2024-10-23. A problem names the line, and never quotes it.
 */
export function parseMappingFile(text: string): { value: unknown } | { problems: FieldProblem[] } {
  const document = parseDocument(text, { version: '1.2', schema: 'failsafe', logLevel: 'silent' });
  if (isJson(text)) visit(document, { Scalar: (_, node) => void (isNull(node) && (node.value = null)) });
  try {
    const [error] = document.errors;
    if (error !== undefined) {
      const { line, col } = error.linePos?.[0] ?? { line: 1, col: 1 };
      // The parser's message is not used: it quotes the line, which may hold a secret.
      return {
        problems: [{ field: `line ${line}, column ${col}`, expected: `YAML or JSON (${error.code})` }],
      };
    }
    return { value: document.toJS({ mapAsMap: true, maxAliasCount: 100 }) as unknown };
  } catch {
    return {
      problems: [
        { field: 'file', expected: 'YAML or JSON with at most 100 aliases, each of an existing anchor' },
      ],
    };
  }
}

function isJson(text: string): boolean {
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
}

/** The null of JSON counts as absent. In YAML it is a text like any other. */
function isNull(node: unknown): boolean {
  return isScalar(node) && node.type === 'PLAIN' && node.value === 'null';
}
