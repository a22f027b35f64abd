import type { HttpRequest } from '../../outbound/http-sender.js';
import type { Notice } from '../notice.js';
import { alertmanagerMessage } from './alertmanager-message.js';
import type { ChannelSettings, ChannelType, Sender } from './channel-settings.js';
import { pagerdutyMessage } from './pagerduty-message.js';
import { slackMessage } from './slack-message.js';
import { webhookMessage } from './webhook-message.js';

/** The request that tells a channel of a notice. */
export type ChannelMessage = (notice: Notice, settings: ChannelSettings, sender: Sender) => HttpRequest;

export const MESSAGES: Readonly<Record<ChannelType, ChannelMessage>> = {
  slack: slackMessage,
  webhook: webhookMessage,
  pagerduty: pagerdutyMessage,
  alertmanager: alertmanagerMessage,
};
