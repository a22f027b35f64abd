import { beforeEach, describe, expect, it } from 'vitest';
import { MemoryLog } from '../../test/support/memory-log.js';
import { TestClock } from '../../test/support/test-clock.js';
import type { HttpAnswer, HttpRequest } from '../outbound/http-sender.js';
import { Channel, GIVEN_UP_MS, MAX_WAITING_NOTICES } from './channel.js';
import type { ChannelSettings } from './channels/channel-settings.js';
import type { Notice } from './notice.js';

const settings: ChannelSettings = {
  name: 'hook',
  type: 'webhook',
  url: 'https://hook.example/x',
  kinds: new Set(),
  secrets: [],
  routingKey: '',
};

const notice = (id: string): Notice => ({
  id,
  kind: 'new_cause',
  state: 'firing',
  severity: 'error',
  title: 'Events fail',
  details: {},
  since: 0,
  at: 0,
  messageId: `${id}-1-firing`,
});

describe('a channel', () => {
  let clock: TestClock;
  let log: MemoryLog;
  let channel: Channel;
  let sent: string[];
  let answer: (request: HttpRequest) => Partial<HttpAnswer>;

  beforeEach(() => {
    [clock, log, sent] = [new TestClock(), new MemoryLog(), []];
    answer = () => ({ status: 200 });
    const send = (request: HttpRequest): Promise<HttpAnswer> => {
      sent.push(request.headers['webhook-id'] ?? '');
      return Promise.resolve({
        status: 200,
        retryAfter: undefined,
        body: '',
        beginning: '',
        ...answer(request),
      });
    };
    channel = new Channel(settings, {
      sender: { send, close: () => {} },
      publicUrl: null,
      clock,
      random: () => 0,
      log,
    });
  });

  it('delivers each notice once, in their order', async () => {
    await Promise.all([channel.tell(notice('a')), channel.tell(notice('b')), channel.tell(notice('c'))]);
    expect(sent).toEqual(['a-1-firing', 'b-1-firing', 'c-1-firing']);
    expect(channel.trouble).toBeNull();
  });

  it('tries a notice again under the same id, and lets none overtake it', async () => {
    answer = () => ({ status: sent.length < 3 ? 503 : 200 });
    await channel.tell(notice('a'));
    expect(channel.trouble).toBe('channel hook: it answered HTTP 503; see NOTIFY_FILE');
    await channel.tell(notice('b'));
    for (let i = 0; i < 4; i++) await clock.advance(2_000);
    expect(sent).toEqual(['a-1-firing', 'a-1-firing', 'a-1-firing', 'b-1-firing']);
    expect(channel.trouble).toBeNull();
    expect(log.lines.filter(({ event }) => event === 'notice_failed')).toHaveLength(1);
  });

  it('waits as long as Retry-After says', async () => {
    answer = () => (sent.length < 2 ? { status: 429, retryAfter: '30' } : {});
    await channel.tell(notice('a'));
    await clock.advance(29_000);
    expect(sent).toHaveLength(1);
    await clock.advance(1_000);
    expect(sent).toHaveLength(2);
  });

  it('gives a notice up after an hour, and goes on with the next', async () => {
    answer = ({ headers }) => ({ status: headers['webhook-id'] === 'a-1-firing' ? 400 : 200 });
    await channel.tell(notice('a'));
    await channel.tell(notice('b'));
    for (let passed = 0; passed <= GIVEN_UP_MS + 60_000; passed += 30_000) await clock.advance(30_000);
    expect(sent.at(-1)).toBe('b-1-firing');
    expect(log.lines).toContainEqual(expect.objectContaining({ event: 'notice_given_up' }));
  });

  it('keeps a bounded number of notices', async () => {
    answer = () => ({ status: 503 });
    await channel.tell(notice('first'));
    for (let i = 0; i < MAX_WAITING_NOTICES; i++) await channel.tell(notice(String(i)));
    expect(log.lines).toContainEqual(expect.objectContaining({ event: 'notice_dropped' }));
  });

  it('ends while notices wait', async () => {
    answer = () => ({ status: 503 });
    await channel.tell(notice('a'));
    await channel.stop();
    await clock.advance(60_000);
    expect(sent).toHaveLength(1);
  });
});
