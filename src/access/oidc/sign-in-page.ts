import { createHash } from 'node:crypto';

const STYLE =
  'body{font:1rem/1.5 system-ui,sans-serif;max-width:40rem;margin:4rem auto;padding:0 1rem;color:#222}' +
  'h1{font-size:1.4rem}a{color:#05c}';

/** The page's own style is allowed by its digest, and nothing else may be loaded. */
export const PAGE_POLICY =
  `default-src 'none'; style-src 'sha256-${createHash('sha256').update(STYLE).digest('base64')}'; ` +
  "base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

/**
 * The page that says why somebody was not signed in.
 *
 * @param reason a sentence; the provider may have written parts of it
 * @param again the address at which the person can begin again
 */
export function signInPage(reason: string, again: string): string {
  return [
    '<!doctype html>',
    '<html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width">',
    `<title>Not signed in - CXone DLQ</title><style>${STYLE}</style></head>`,
    `<body><h1>You are not signed in</h1><p>${escaped(reason)}</p>`,
    `<p><a href="${escaped(again)}">Sign in again</a></p></body></html>`,
    '',
  ].join('\n');
}

function escaped(text: string): string {
  return text.replaceAll(/[&<>"']/g, (character) => `&#${character.charCodeAt(0)};`);
}
