import type { HttpRequest } from '../../outbound/http-sender.js';

/** A POST of JSON whose answer is only looked at where it is a failure. */
export function jsonRequest(url: string, body: unknown, headers: Record<string, string> = {}): HttpRequest {
  return {
    method: 'POST',
    url,
    headers: { 'Content-Type': 'application/json', ...headers },
    body: JSON.stringify(body),
    wants: 'failures',
  };
}

/** At most `length` characters, with an ellipsis where something is left out. Never splits a surrogate pair. */
export function cut(text: string, length: number): string {
  if (text.length <= length) return text;
  const head = text.slice(0, length - 1);
  return `${/[\uD800-\uDBFF]$/.test(head) ? head.slice(0, -1) : head}…`;
}

/** RFC 3339 in UTC. @param at milliseconds since the epoch */
export function timeText(at: number): string {
  return new Date(at).toISOString();
}
