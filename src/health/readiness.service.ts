import { Inject, Injectable } from '@nestjs/common';
import { CLOCK, type Clock } from '../runtime/clock.js';
import { HealthChecks } from '../runtime/health-checks.js';
import type { ReadyDto } from './health.dto.js';

/** An answer is reused for this long, so that many requests cost the store one call, milliseconds. */
const CHECK_VALID_MS = 1_000;

/** What was found is shown for this long, milliseconds. */
const SHOWN_MS = 60_000;

/** The worst comes last. */
const ORDER = ['ok', 'degraded', 'unavailable'] as const;

/** Whether this process can take events: the worst of what the checks find. */
@Injectable()
export class ReadinessService {
  private latest: { at: number; answer: Promise<ReadyDto> } | undefined;
  private found: { at: number; checks: ReadyDto['checks'] } | undefined;

  constructor(
    private readonly checks: HealthChecks,
    @Inject(CLOCK) private readonly clock: Clock,
  ) {}

  async check(): Promise<ReadyDto> {
    const now = this.clock.monotonic();
    if (this.latest === undefined || now - this.latest.at > CHECK_VALID_MS) {
      this.latest = { at: now, answer: this.askAll() };
    }
    return this.latest.answer;
  }

  /** What the latest answer had, and asks nobody; nothing where that is too long ago. */
  get known(): ReadyDto['checks'] {
    const { found } = this;
    return found === undefined || this.clock.monotonic() - found.at > SHOWN_MS ? {} : found.checks;
  }

  private async askAll(): Promise<ReadyDto> {
    const checks = await this.checks.all();
    this.found = { at: this.clock.monotonic(), checks };
    const worst = Math.max(...Object.values(checks).map(({ status }) => ORDER.indexOf(status)), 0);
    return { status: ORDER[worst] ?? 'unavailable', checks };
  }
}
