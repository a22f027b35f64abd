import { decodeFormText, formFields } from '../event/form.js';
import { toJsonText, type JsonText } from '../json/json-text.js';
import { maskJson } from './mask-json.js';
import { MASKED, startOf, type MaskPath } from './mask-path.js';
import type { MaskPaths } from './mask-variants.js';

/** JSON in a form whose sender encoded nothing. */
const BARE = /^\s*[\w-]+=(?=\s*[{[])/;

/**
 * A delivery's body as it arrived, with `[masked]` in place of what the paths lead to: JSON, or a form that holds JSON or
 * plain fields. What is neither is masked as a whole.
 */
export function maskRawBody(raw: string, { anywhere, takePayload }: MaskPaths): string {
  if (takePayload) return MASKED;
  const text = raw.replace(/^\ufeff/, '');
  return maskWhole(text, anywhere) ?? maskForm(text, anywhere) ?? MASKED;
}

/** A text as it is where nothing in it is masked; `null` where it is no JSON object or array. */
function maskWhole(text: string, paths: readonly MaskPath[]): string | null {
  const json = structureIn(text);
  if (json === null) return null;
  const masked = maskJson(json, paths);
  return masked === json ? text : masked;
}

function maskForm(text: string, paths: readonly MaskPath[]): string | null {
  const [bare] = BARE.exec(text) ?? [];
  const inBare = bare === undefined ? null : maskWhole(text.slice(bare.length), paths);
  if (inBare !== null) return `${bare}${inBare}`;
  if (!text.includes('&')) {
    // JSON as a form's only name.
    const inName = maskEncoded(text.replace(/=$/, ''), paths);
    if (inName !== null) return inName;
  }
  if (formFields(text, true) === null) return null;
  const fields = text.split('&').map((field) => {
    const equals = field.includes('=') ? field.indexOf('=') : field.length;
    const [name, value] = [field.slice(0, equals), field.slice(equals + 1)];
    if (startOf(paths).into(decodeFormText(name)).masked) return `${name}=${MASKED}`;
    const inName = value === '' ? maskEncoded(name, paths) : null;
    const inside = maskEncoded(value, paths);
    return inName ?? (inside === null ? field : `${name}=${inside}`);
  });
  return fields.join('&');
}

function maskEncoded(text: string, paths: readonly MaskPath[]): string | null {
  const plain = decodeFormText(text);
  const masked = maskWhole(plain, paths);
  if (masked === null) return null;
  return masked === plain ? text : encodeURIComponent(masked);
}

function structureIn(text: string): JsonText | null {
  if (!/^\s*[{[]/.test(text)) return null;
  try {
    return toJsonText(text);
  } catch {
    return null;
  }
}
