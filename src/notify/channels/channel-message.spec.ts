import { Webhook } from 'standardwebhooks';
import { describe, expect, it } from 'vitest';
import type { Notice } from '../notice.js';
import { MESSAGES } from './channel-message.js';
import type { ChannelSettings, ChannelType } from './channel-settings.js';

const AT = Date.parse('2024-10-23T14:00:00Z');
const SECRET = `whsec_${Buffer.alloc(32, 7).toString('base64')}`;
const settings: ChannelSettings = {
  name: 'ops',
  type: 'webhook',
  url: 'https://channel.example/x',
  kinds: new Set(),
  secrets: [SECRET],
  routingKey: 'R0UT1NGKEY',
};
const long = '<&>"é😀'.repeat(2_000);
const firing: Notice = {
  id: 'cause-v1-0123456789abcdef',
  kind: 'new_cause',
  state: 'firing',
  severity: 'error',
  title: 'Events fail: upstream_error at crm: target crm answered HTTP 503',
  details: { target: 'crm', error: 'target crm answered HTTP 503' },
  messageId: 'cause-v1-0123456789abcdef-1-firing',
  since: AT,
  at: AT + 5_000,
};
const resolved: Notice = { ...firing, state: 'resolved', messageId: 'cause-v1-0123456789abcdef-1-resolved' };

interface Slack {
  text: string;
  blocks: Array<{ type: string; text?: { text: string }; fields?: Array<{ text: string }> }>;
}

function bodyOf(type: ChannelType, notice: Notice): unknown {
  const request = MESSAGES[type](notice, settings, { publicUrl: 'https://dlq.example', now: AT + 6_000 });
  return JSON.parse(request.body ?? '');
}

describe('a message to Slack', () => {
  it('keeps within the limits of Slack, whatever the texts hold', () => {
    const details = Object.fromEntries(Array.from({ length: 30 }, (_, i) => [`${long}${i}`, long]));
    const text = JSON.stringify(bodyOf('slack', { ...firing, title: long, details }));
    const { blocks, text: fallback } = bodyOf('slack', { ...firing, title: long, details }) as Slack;
    const [header, section] = blocks;
    expect(header?.text?.text.length).toBeLessThanOrEqual(150);
    expect(section?.fields?.length).toBeLessThanOrEqual(10);
    for (const field of section?.fields ?? []) expect(field.text.length).toBeLessThanOrEqual(2_000);
    expect(fallback.length).toBeLessThanOrEqual(3_000);
    expect(blocks.length).toBeLessThanOrEqual(50);
    expect(text).not.toMatch(/[\uD800-\uDBFF](?![\uDC00-\uDFFF])/);
  });

  it('escapes the control characters of Slack, so that no text makes a link or calls people', () => {
    const body = bodyOf('slack', {
      ...firing,
      details: { error: '<!channel> & <https://evil.example|ok>' },
    }) as Slack;
    const { fields } = body.blocks[1]!;
    expect(fields?.[0]?.text).toBe('*error*\n&lt;!channel&gt; &amp; &lt;https://evil.example|ok&gt;');
  });

  it('says of a recovery how long it lasted', () => {
    expect(JSON.stringify(bodyOf('slack', resolved))).toContain(
      'Lasted from 2024-10-23T14:00:00.000Z to 2024-10-23T14:00:05.000Z.',
    );
  });
});

describe('a message to a webhook', () => {
  it('is signed by Standard Webhooks, with one id for every attempt', () => {
    const request = MESSAGES.webhook(firing, settings, { publicUrl: null, now: Date.now() });
    expect(new Webhook(SECRET).verify(request.body ?? '', { ...request.headers })).toMatchObject({
      type: 'new_cause',
      timestamp: '2024-10-23T14:00:05.000Z',
      data: { state: 'firing', subject: firing.id, target: 'crm' },
    });
    expect(request.headers['webhook-id']).toBe(firing.messageId);
  });

  it('has the same type for the recovery', () => {
    expect(bodyOf('webhook', resolved)).toMatchObject({ type: 'new_cause', data: { state: 'resolved' } });
  });
});

describe('a message to PagerDuty', () => {
  it('opens an incident, and its recovery resolves the same', () => {
    const trigger = bodyOf('pagerduty', firing) as { dedup_key: string };
    expect(trigger).toMatchObject({
      routing_key: 'R0UT1NGKEY',
      event_action: 'trigger',
      payload: { severity: 'error', source: 'https://dlq.example', class: 'new_cause' },
    });
    const { dedup_key } = trigger;
    expect(bodyOf('pagerduty', resolved)).toEqual({
      routing_key: 'R0UT1NGKEY',
      dedup_key,
      event_action: 'resolve',
    });
  });

  it('keeps within the limits of PagerDuty', () => {
    const body = bodyOf('pagerduty', {
      ...firing,
      id: long,
      title: long,
    }) as { dedup_key: string; payload: { summary: string } };
    expect(body.dedup_key.length).toBeLessThanOrEqual(255);
    expect(body.payload.summary.length).toBeLessThanOrEqual(1_024);
  });
});

describe('a message to a receiver of Alertmanager', () => {
  it('is of version 4, with one alert that ends with the recovery', () => {
    const open = bodyOf('alertmanager', firing) as { groupKey: string };
    expect(open).toMatchObject({
      version: '4',
      truncatedAlerts: 0,
      status: 'firing',
      receiver: 'ops',
      groupLabels: { alertname: 'cxone_dlq_new_cause' },
      commonLabels: { severity: 'error' },
      commonAnnotations: { summary: firing.title },
      externalURL: 'https://dlq.example',
      alerts: [
        {
          status: 'firing',
          labels: { subject: firing.id },
          startsAt: '2024-10-23T14:00:00.000Z',
          endsAt: '0001-01-01T00:00:00Z',
        },
      ],
    });
    const { groupKey } = open;
    expect(bodyOf('alertmanager', resolved)).toMatchObject({
      groupKey,
      status: 'resolved',
      alerts: [{ status: 'resolved', endsAt: '2024-10-23T14:00:05.000Z' }],
    });
  });
});
