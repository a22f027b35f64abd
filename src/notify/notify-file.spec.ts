import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { readNotifyFile } from './notify-file.js';

const directory = mkdtempSync(join(tmpdir(), 'notify-'));
afterAll(() => rmSync(directory, { recursive: true }));

let files = 0;

function fileOf(text: string): string {
  const path = join(directory, `file-${++files}`);
  writeFileSync(path, text);
  return path;
}

const key = fileOf('R0UT1NGKEY\n');
const slackUrl = fileOf('https://hooks.slack.example/services/T/B/x\n');

describe('NOTIFY_FILE', () => {
  it('has channels of four types, and thresholds', () => {
    const text = `
channels:
  - { name: ops, type: slack, url_file: ${slackUrl}, kinds: [new_cause, store_unavailable] }
  - { name: hook, type: webhook, url: "https://hook.example/x", secret: whsec_${'A'.repeat(32)} }
  - { name: pager, type: pagerduty, routing_key_file: ${key} }
  - { name: am, type: alertmanager, url: "https://am.example/hook" }
thresholds: { backlog_age_s: 3600, backlog_size: 1000 }
`;
    const reading = readNotifyFile(text, false);
    if ('problems' in reading) throw new Error(JSON.stringify(reading.problems));
    const { channels, thresholds } = reading.settings;
    expect(thresholds).toEqual({ backlogAgeS: 3600, backlogSize: 1000 });
    expect(channels.map(({ name, type, url }) => [name, type, url])).toEqual([
      ['ops', 'slack', 'https://hooks.slack.example/services/T/B/x'],
      ['hook', 'webhook', 'https://hook.example/x'],
      ['pager', 'pagerduty', 'https://events.pagerduty.com/v2/enqueue'],
      ['am', 'alertmanager', 'https://am.example/hook'],
    ]);
    expect([...channels[0]!.kinds]).toEqual(['new_cause', 'store_unavailable']);
    expect(channels[1]!.kinds.size).toBe(9);
    expect(channels[2]!.routingKey).toBe('R0UT1NGKEY');
  });

  const one = (channel: string) => `channels:\n  - ${channel}`;
  it.each([
    ['{', 'line 1, column 2'],
    ['[]', 'file', 'channels'],
    ['channels: []', 'channels'],
    ['chanels: []', 'chanels', 'channels'],
    [one('{ type: slack, url: "https://a.example" }'), 'channels[0].name'],
    [one('{ name: "a b", type: slack, url: "https://a.example" }'), 'channels[0].name'],
    [one('{ name: a, type: email, url: "https://a.example" }'), 'channels[0].type'],
    [one('{ name: a, type: slack }'), 'channels[0].url'],
    [one('{ name: a, type: slack, url: "ftp://a.example" }'), 'channels[0].url'],
    [one('{ name: a, type: slack, url: "http://127.0.0.1/x" }'), 'channels[0].url'],
    [one(`{ name: a, type: slack, url: "https://a.example", url_file: ${slackUrl} }`), 'channels[0].url'],
    [one('{ name: a, type: slack, url_file: /no/such/file }'), 'channels[0].url_file'],
    [one('{ name: a, type: slack, url: "https://a.example", kinds: [new_cuase] }'), 'channels[0].kinds'],
    [one('{ name: a, type: slack, url: "https://a.example", kinds: [] }'), 'channels[0].kinds'],
    [one('{ name: a, type: slack, url: "https://a.example", secret: x }'), 'channels[0].secret'],
    [one('{ name: a, type: webhook, url: "https://a.example", secret: short }'), 'channels[0].secret'],
    [one('{ name: a, type: pagerduty }'), 'channels[0].routing_key_file'],
    [one('{ name: a, type: slack, url: "https://a.example", colour: red }'), 'channels[0].colour'],
    [
      'channels: [{ name: a, type: slack, url: "https://a.example" }, { name: a, type: slack, url: "https://b.example" }]',
      'channels[1].name',
    ],
    [
      `${one('{ name: a, type: slack, url: "https://a.example" }')}\nthresholds: { backlog_size: 0 }`,
      'thresholds.backlog_size',
    ],
  ])('%j is refused, and the place is named', (text, ...fields) => {
    const reading = readNotifyFile(text, false);
    expect('problems' in reading && reading.problems.map(({ field }) => field)).toEqual(fields);
    expect(JSON.stringify(reading)).not.toMatch(/short|hooks\.slack|127\.0\.0\.1/);
  });

  it('takes private addresses where they are allowed', () => {
    const text = one('{ name: a, type: slack, url: "http://127.0.0.1/x" }');
    expect(readNotifyFile(text, true)).toHaveProperty('settings');
  });
});
