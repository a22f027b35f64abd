import { beforeEach, describe, expect, it } from 'vitest';
import { MemoryLog } from '../../test/support/memory-log.js';
import { Gauges } from './gauges.js';

describe('gauges', () => {
  let log: MemoryLog;
  let gauges: Gauges;

  beforeEach(() => {
    log = new MemoryLog();
    gauges = new Gauges(log);
  });

  it('are read from all their sources, when somebody asks', () => {
    let [retries, calls] = [1, 2];
    gauges.addOne('in_flight', { kind: 'retry' }, () => retries);
    gauges.addOne('in_flight', { kind: 'store' }, () => calls);
    [retries, calls] = [3, 4];
    expect(gauges.read('in_flight')).toEqual([
      { labels: { kind: 'retry' }, value: 3 },
      { labels: { kind: 'store' }, value: 4 },
    ]);
  });

  it('have no reading where nobody offers one', () => {
    expect(gauges.read('job_members')).toEqual([]);
  });

  it('go without a source that throws', () => {
    gauges.add('due', () => {
      throw new Error('broken');
    });
    gauges.addOne('due', {}, () => 7);
    expect(gauges.read('due')).toEqual([{ labels: {}, value: 7 }]);
    expect(log.text()).toContain('gauge_failed');
  });
});
