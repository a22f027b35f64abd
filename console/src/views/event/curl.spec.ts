import { describe, expect, it } from 'vitest';
import { parseExactly } from '../../api/lossless.js';
import { curlOfTarget, curlOfWebhook } from './curl.js';

const event = parseExactly(`{"event_id":"e","payload":{"says":"it's $HOME","amount":1.10}}`);
const BODY = `--data-raw '{"event_id":"e","payload":{"says":"it'\\''s $HOME","amount":1.10}}'`;

describe('the commands that reproduce an event', () => {
  it('deliver it to the webhook, to the digit and the quote', () => {
    expect(curlOfWebhook('https://dlq.example', event).split(' \\\n  ')).toEqual([
      `curl -X POST 'https://dlq.example/webhook/cxone-data-actions'`,
      `-H 'content-type: application/json'`,
      BODY,
    ]);
  });

  it('ask the target, with secret headers from the environment', () => {
    const target = { name: 'crm', url: 'https://crm.example/events', headers: ['X-Api-Key'] };
    expect(curlOfTarget(target, event).split(' \\\n  ')).toEqual([
      `curl -X POST 'https://crm.example/events'`,
      `-H 'content-type: application/json'`,
      `-H "X-Api-Key: $X_API_KEY"`,
      BODY,
    ]);
  });
});
