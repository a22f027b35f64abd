import type { HttpRequest } from '../../outbound/http-sender.js';
import type { Notice } from '../notice.js';
import type { ChannelSettings, Sender } from './channel-settings.js';
import { jsonRequest, timeText } from './json-request.js';

/** Alertmanager's word for an alert that has not ended. */
const NO_END = '0001-01-01T00:00:00Z';

/**
 * What receivers of Alertmanager's webhook are sent, version 4, with one alert.
 *
 * @see https://prometheus.io/docs/alerting/latest/configuration/#webhook_config
 */
export function alertmanagerMessage(
  notice: Notice,
  { name, url }: ChannelSettings,
  { publicUrl }: Sender,
): HttpRequest {
  const { kind, state, id, severity, title, details, since, at } = notice;
  const labels = { alertname: `cxone_dlq_${kind}`, service: 'cxone-dlq', severity, subject: id };
  const annotations = { summary: title, ...details };
  const address = publicUrl ?? '';
  const groupLabels = { alertname: labels.alertname, subject: id };
  return jsonRequest(url, {
    version: '4',
    groupKey: `{}:{alertname="${labels.alertname}", subject=${JSON.stringify(id)}}`,
    truncatedAlerts: 0,
    status: state,
    receiver: name,
    groupLabels,
    commonLabels: labels,
    commonAnnotations: annotations,
    externalURL: address,
    alerts: [
      {
        status: state,
        labels,
        annotations,
        startsAt: timeText(since),
        endsAt: state === 'resolved' ? timeText(at) : NO_END,
        generatorURL: address,
        fingerprint: id,
      },
    ],
  });
}
