import { stringifyExactly } from '../../api/lossless.js';

/** What a target is, as `GET /api/v1/routes` tells it. */
export interface CurlTarget {
  name: string;
  url: string;
  /** Names of headers that the service adds; their values are secret. */
  headers: readonly string[];
}

/** A command that delivers the event to the webhook again, as its sender did. The signature is left to who runs it. */
export function curlOfWebhook(origin: string, event: unknown): string {
  return commandOf(`${origin}/webhook/cxone-data-actions`, ['content-type: application/json'], event);
}

/** A command that asks the target the same. Secret headers are variables of the shell. */
export function curlOfTarget({ url, headers }: CurlTarget, event: unknown): string {
  const own = headers.map((name) => `${name}: $${name.toUpperCase().replaceAll(/\W/g, '_')}`);
  return commandOf(url, ['content-type: application/json', ...own], event);
}

function commandOf(url: string, headers: readonly string[], event: unknown): string {
  const lines = [
    `curl -X POST ${quoted(url)}`,
    // Double quotes: the shell puts the values of variables in.
    ...headers.map((header) => `  -H ${header.includes('$') ? `"${header}"` : quoted(header)}`),
    `  --data-raw ${quoted(stringifyExactly(event))}`,
  ];
  return lines.join(' \\\n');
}

/** A text as one word of a POSIX shell. */
function quoted(text: string): string {
  return `'${text.replaceAll("'", "'\\''")}'`;
}
