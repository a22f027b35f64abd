import type { HttpRequest } from '../../outbound/http-sender.js';
import type { Notice, Severity } from '../notice.js';
import type { ChannelSettings, Sender } from './channel-settings.js';
import { cut, jsonRequest, timeText } from './json-request.js';

/** Slack's limits, characters and fields: https://docs.slack.dev/reference/block-kit/blocks */
const MAX_HEADER = 150;
const MAX_FIELD = 2_000;
const MAX_FIELDS = 10;
const MAX_SECTION = 3_000;

const SIGN: Record<Severity, string> = { critical: '🔴', error: '🔴', warning: '🟠', info: '🔵' };

/** An incoming webhook of Slack takes `text` for notifications, and blocks for the message itself. */
export function slackMessage(notice: Notice, { url }: ChannelSettings, { publicUrl }: Sender): HttpRequest {
  const { state, severity, title, details, since, at } = notice;
  const sign = state === 'resolved' ? '🟢 resolved: ' : `${SIGN[severity]} `;
  const heading = `${sign}${title}`;
  const fields = Object.entries(details).slice(0, MAX_FIELDS);
  const text = state === 'resolved' ? `Lasted from ${timeText(since)} to ${timeText(at)}.` : timeText(since);
  return jsonRequest(url, {
    text: escaped(heading, MAX_SECTION),
    blocks: [
      { type: 'header', text: { type: 'plain_text', text: cut(heading, MAX_HEADER), emoji: true } },
      ...(fields.length === 0 ? [] : [{ type: 'section', fields: fields.map(field) }]),
      { type: 'context', elements: [{ type: 'mrkdwn', text: escaped(`cxone-dlq · ${text}`, MAX_SECTION) }] },
      ...(publicUrl === null
        ? []
        : [{ type: 'context', elements: [{ type: 'mrkdwn', text: `<${publicUrl}>` }] }]),
    ],
  });
}

function field([name, value]: [string, string]) {
  return { type: 'mrkdwn', text: `*${escaped(name, 100)}*\n${escaped(value, MAX_FIELD - 200)}` };
}

/**
 * Slack's three control characters, escaped. The limit holds for the escaped text.
 *
 * @see https://docs.slack.dev/messaging/formatting-message-text#escaping
 */
function escaped(text: string, length: number): string {
  const escape = (part: string) =>
    part.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
  for (let kept = length; ; kept = Math.floor(kept / 2)) {
    const result = escape(cut(text, kept));
    if (result.length <= length) return result;
  }
}
