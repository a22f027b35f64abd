import type { HttpRequest } from '../../outbound/http-sender.js';
import type { Notice } from '../notice.js';
import type { ChannelSettings, Sender } from './channel-settings.js';
import { cut, jsonRequest, timeText } from './json-request.js';

/** Where PagerDuty takes events; NOTIFY_FILE may name another, such as that of the EU region. */
export const PAGERDUTY_URL = 'https://events.pagerduty.com/v2/enqueue';

/** PagerDuty's limits, characters: https://developer.pagerduty.com/docs/send-alert-event */
const MAX_SUMMARY = 1_024;
const MAX_DEDUP_KEY = 255;

/** An event of PagerDuty's Events API v2. The dedup key names the subject, so that a recovery resolves its incident. */
export function pagerdutyMessage(
  notice: Notice,
  { url, routingKey }: ChannelSettings,
  { publicUrl }: Sender,
): HttpRequest {
  const { kind, state, id, severity, title, details, since } = notice;
  const event = { routing_key: routingKey, dedup_key: cut(`cxone-dlq/${id}`, MAX_DEDUP_KEY) };
  if (state === 'resolved') return jsonRequest(url, { ...event, event_action: 'resolve' });
  return jsonRequest(url, {
    ...event,
    event_action: 'trigger',
    client: 'cxone-dlq',
    ...(publicUrl !== null && { client_url: publicUrl }),
    payload: {
      summary: cut(title, MAX_SUMMARY),
      source: publicUrl ?? 'cxone-dlq',
      severity,
      timestamp: timeText(since),
      component: 'cxone-dlq',
      class: kind,
      custom_details: details,
    },
  });
}
