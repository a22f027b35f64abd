import type { UpstreamResponse } from '../../domain/letter/failure.js';
import { redactor, type Redact } from '../../outbound/secret-text.js';
import type { TargetSettings } from './routes.js';

/** What takes a target's secrets out of what it answered: its headers, what signs, and the query of its address. */
export function targetRedactor({
  url,
  headers,
  secrets,
}: Pick<TargetSettings, 'url' | 'headers' | 'secrets'>): Redact {
  const query = URL.canParse(url) ? [...new URL(url).searchParams.values()] : [];
  return redactor([...Object.values(headers), ...secrets, ...query]);
}

/** What is kept of a target's answer. A target may echo what it was sent, so what is secret of that is taken out. */
export function eventResponse(
  { status, beginning }: { status: number; beginning: string },
  redact: Redact,
): UpstreamResponse {
  return { status, body: redact(beginning) };
}
