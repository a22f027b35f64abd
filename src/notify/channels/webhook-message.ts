import { signedHeaders } from '../../domain/target/target-secret.js';
import type { HttpRequest } from '../../outbound/http-sender.js';
import type { Notice } from '../notice.js';
import type { ChannelSettings, Sender } from './channel-settings.js';
import { jsonRequest, timeText } from './json-request.js';

/**
 * A webhook by Standard Webhooks: `{type, timestamp, data}`, signed where there is a secret. A recovery has the same type
 * as what it ends, and `data.state` tells them apart.
 *
 * @see https://github.com/standard-webhooks/standard-webhooks/blob/main/spec/standard-webhooks.md
 */
export function webhookMessage(
  notice: Notice,
  { url, secrets }: ChannelSettings,
  { now }: Sender,
): HttpRequest {
  const { kind, state, id, severity, title, details, since, at, messageId } = notice;
  const data = { state, subject: id, severity, title, since: timeText(since), ...details };
  const request = jsonRequest(url, { type: kind, timestamp: timeText(at), data });
  const signed = signedHeaders(secrets, { id: messageId, now, body: request.body ?? '' });
  return { ...request, headers: { 'webhook-id': messageId, ...request.headers, ...signed } };
}
