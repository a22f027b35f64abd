/** Printable ASCII without `%`. */
const PLAIN = /^[\x20-\x24\x26-\x7e]*$/;

/** The most bytes of one metadata value, by the contract. */
const MAX_METADATA_BYTES = 256;

/**
 * Any text as a metadata value: UTF-8, percent-encoded except printable ASCII other than `%`, cut at 256 bytes
 * but never inside a character or its escapes.
 */
export function metadataValue(text: string): string {
  if (PLAIN.test(text)) return text.slice(0, MAX_METADATA_BYTES);
  let out = '';
  for (const char of text) {
    const encoded = /^[\x20-\x7e]$/.test(char) && char !== '%' ? char : escape(char);
    if (out.length + encoded.length > MAX_METADATA_BYTES) break;
    out += encoded;
  }
  return out;
}

function escape(char: string): string {
  return [...Buffer.from(char, 'utf8')]
    .map((byte) => `%${byte.toString(16).toUpperCase().padStart(2, '0')}`)
    .join('');
}
