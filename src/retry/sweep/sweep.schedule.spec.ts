import { SchedulerRegistry } from '@nestjs/schedule';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { loadConfig } from '../../config/config.js';
import type { StoreProof } from '../../store/proof/store-proof.js';
import { SweepSchedule } from './sweep.schedule.js';
import type { SweepService } from './sweep.service.js';

describe('SweepSchedule', () => {
  const registry = new SchedulerRegistry();
  afterEach(() => registry.deleteCronJob('sweep'));

  it.each([
    ['not proven yet (S3 answered 403)', 0],
    [null, 1],
  ])('sweeps only while nothing hinders it: %s', async (hindrance, sweeps) => {
    const sweep = vi.fn<SweepService['sweep']>();
    const schedule = new SweepSchedule(
      { sweep } as Partial<SweepService> as SweepService,
      { hindrance } as Partial<StoreProof> as StoreProof,
      registry,
      loadConfig({ RETRY_SWEEP_CRON: '0 0 1 1 *' }),
    );
    schedule.onApplicationBootstrap();
    await registry.getCronJob('sweep').fireOnTick();
    expect(sweep).toHaveBeenCalledTimes(sweeps);
  });
});
