import { parseExactly, stringifyExactly } from '../../api/lossless.js';

/** A short text or value as it is; JSON is put on lines. */
export function JsonText({ text, value, label }: { text?: string; value?: unknown; label: string }) {
  return (
    <pre class="json-text" tabIndex={0} role="region" aria-label={label}>
      {text === undefined ? stringifyExactly(value, 2) : pretty(text)}
    </pre>
  );
}

/** A target's answer is only its beginning, so it may be no JSON. */
function pretty(text: string): string {
  try {
    return stringifyExactly(parseExactly(text), 2);
  } catch {
    return text === '' ? '(an empty body)' : text;
  }
}
