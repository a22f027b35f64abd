import type { HttpConfig } from '../config/http-config.js';
import type { WebhookConfig } from '../config/webhook-config.js';
import type { BodyArrivalOptions } from './body-arrival.js';
import { MAX_API_BODY_BYTES } from './json-body.js';

/**
 * The share of arriving bodies that one address may have. Behind a proxy that TRUST_PROXY does not name, all callers
 * share one address. Half is still far more than a proxy that buffers bodies sends at once.
 */
const SHARE_OF_ONE_ADDRESS = 0.5;

type Limits = Omit<BodyArrivalOptions, 'clock' | 'answer'>;

/** As many bodies may arrive at once as deliveries are processed at once. */
export function webhookArrivals(webhook: WebhookConfig, { requestTimeoutMs }: HttpConfig): Limits {
  return {
    ...bodiesOf(webhook.maxInFlight),
    maxMs: requestTimeoutMs,
    maxBytes: webhook.maxBytesInFlight,
    maxBodyBytes: webhook.maxBodyBytes,
    detail: 'Too many events at once; deliver again.',
  };
}

/** The limits of the operator API; the number of its requests bounds their bytes. */
export function apiArrivals({ apiMaxInFlight, requestTimeoutMs }: HttpConfig): Limits {
  return {
    ...bodiesOf(apiMaxInFlight),
    maxMs: requestTimeoutMs,
    maxBytes: 2 * apiMaxInFlight * MAX_API_BODY_BYTES,
    maxBodyBytes: MAX_API_BODY_BYTES,
    detail: 'Too many requests at once; try again.',
  };
}

function bodiesOf(maxBodies: number): Pick<Limits, 'maxBodies' | 'maxBodiesPerAddress'> {
  return { maxBodies, maxBodiesPerAddress: Math.max(1, Math.floor(maxBodies * SHARE_OF_ONE_ADDRESS)) };
}
