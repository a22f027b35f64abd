import type { UpstreamResponse } from '../../domain/letter/failure.js';
import { redactor, type Redact } from '../../outbound/secret-text.js';
import type { TargetSettings } from './routes.js';

/**
 * Removes a target's secrets from its answer: the values of its headers, its signing secrets, and the query of its
 * address.
 */
export function targetRedactor({
  url,
  headers,
  secrets,
}: Pick<TargetSettings, 'url' | 'headers' | 'secrets'>): Redact {
  const query = URL.canParse(url) ? [...new URL(url).searchParams.values()] : [];
  return redactor([...Object.values(headers), ...secrets, ...query]);
}

/** The part of a target's answer that is kept, without secrets, because a target may echo its request. */
export function eventResponse(
  { status, beginning }: { status: number; beginning: string },
  redact: Redact,
): UpstreamResponse {
  return { status, body: redact(beginning) };
}
