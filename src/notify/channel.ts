import { verdictOfStatus } from '../domain/retry/http-status.js';
import { retryAfterMs } from '../domain/retry/retry-after.js';
import { upstreamBackoff } from '../domain/retry/upstream-backoff.js';
import type { HttpSender } from '../outbound/http-sender.js';
import { sleep, type Clock } from '../runtime/clock.js';
import { describeError, type Log } from '../runtime/logger.js';
import type { Random } from '../runtime/runtime.module.js';
import { MESSAGES } from './channels/channel-message.js';
import type { ChannelSettings } from './channels/channel-settings.js';
import type { Notice } from './notice.js';

/** Notices that wait for one channel. */
export const MAX_WAITING_NOTICES = 1_000;

/** A notice that could not be delivered is given up after this, milliseconds. */
export const GIVEN_UP_MS = 3_600_000;

/** How long one attempt may take, milliseconds. */
const TIMEOUT_MS = 10_000;

/** What a channel works with. */
export interface ChannelParts {
  sender: Pick<HttpSender, 'send' | 'close'>;
  publicUrl: string | null;
  clock: Clock;
  random: Random;
  log: Log;
}

/**
 * One channel: delivers its notices one after the other, so that a recovery never overtakes what it ends. A notice that
 * fails is tried again at growing intervals. Nothing waits for a channel.
 */
export class Channel {
  /** What is wrong with it; `null`: the latest notice was delivered, or none was sent. */
  trouble: string | null = null;
  private readonly waiting: Array<{ notice: Notice; begunAt: number; tried: () => void }> = [];
  private readonly stopped = new AbortController();
  private running: Promise<void> | null = null;

  constructor(
    readonly settings: ChannelSettings,
    private readonly parts: ChannelParts,
  ) {}

  /** Resolves when the notice was tried once, or waits behind one that fails. Never rejects. */
  tell(notice: Notice): Promise<void> {
    const { clock, log } = this.parts;
    return new Promise((tried) => {
      this.waiting.push({ notice, begunAt: clock.monotonic(), tried });
      if (this.waiting.length > MAX_WAITING_NOTICES) {
        this.waiting.splice(1, 1).forEach((dropped) => dropped.tried());
        log.error('notice_dropped', { channel: this.settings.name, waiting: MAX_WAITING_NOTICES });
      }
      if (this.trouble !== null) tried();
      this.running ??= this.deliverAll().finally(() => (this.running = null));
    });
  }

  /** Gives up what still waits, and ends when the attempt under way has ended. */
  async stop(): Promise<void> {
    this.stopped.abort();
    await this.running;
    this.waiting.splice(0).forEach(({ tried }) => tried());
    this.parts.sender.close();
  }

  private async deliverAll(): Promise<void> {
    for (let failures = 0; !this.stopped.signal.aborted;) {
      const [next] = this.waiting;
      if (next === undefined) return;
      const pauseMs = await this.attempt(next.notice, failures);
      next.tried();
      failures = pauseMs === null ? 0 : failures + 1;
      if (pauseMs === null || this.isGivenUp(next)) this.waiting.shift();
      else await sleep(this.parts.clock, pauseMs, this.stopped.signal).catch(() => {});
    }
  }

  /** @returns `null` where it was delivered; otherwise the pause before the next attempt, milliseconds */
  private async attempt(notice: Notice, failures: number): Promise<number | null> {
    const { sender, publicUrl, clock, random, log } = this.parts;
    const { name, type } = this.settings;
    const usualMs = upstreamBackoff(failures, random());
    try {
      const message = MESSAGES[type](notice, this.settings, { publicUrl, now: clock.now() });
      const answer = await sender.send(message, { timeoutMs: TIMEOUT_MS });
      if (verdictOfStatus(answer.status) === null) {
        this.trouble = null;
        log.info('notice_sent', {
          channel: name,
          kind: notice.kind,
          state: notice.state,
          subject: notice.id,
        });
        return null;
      }
      this.fail(notice, `it answered HTTP ${answer.status}`);
      return Math.max(usualMs, Math.min(retryAfterMs(answer.retryAfter, clock.now()) ?? 0, GIVEN_UP_MS));
    } catch (error) {
      this.fail(notice, describeError(error).error);
      return usualMs;
    }
  }

  private fail(notice: Notice, why: string): void {
    const { name } = this.settings;
    if (this.trouble === null) {
      this.parts.log.warn('notice_failed', {
        channel: name,
        kind: notice.kind,
        subject: notice.id,
        error: why,
      });
    }
    this.trouble = `channel ${name}: ${why}; see NOTIFY_FILE`;
  }

  private isGivenUp({ notice, begunAt }: { notice: Notice; begunAt: number }): boolean {
    const { clock, log } = this.parts;
    if (clock.monotonic() - begunAt < GIVEN_UP_MS) return false;
    const { kind, id } = notice;
    log.error('notice_given_up', { channel: this.settings.name, kind, subject: id, error: this.trouble });
    return true;
  }
}
