import type { UpstreamResponse } from '../../domain/failure.js';
import type { TargetSettings } from './routes.js';

/** Shorter values are no secrets, and would take letters out of ordinary text. */
const MIN_SECRET_LENGTH = 6;

/** What is kept of a target's answer. A target may echo what it was sent, so what is secret of that is taken out. */
export function eventResponse(
  { status, beginning }: { status: number; beginning: string },
  { headers, secrets }: Pick<TargetSettings, 'headers' | 'secrets'>,
): UpstreamResponse {
  const hidden = [...Object.values(headers), ...secrets].filter(({ length }) => length >= MIN_SECRET_LENGTH);
  return { status, body: hidden.reduce((body, secret) => body.replaceAll(secret, '***'), beginning) };
}
