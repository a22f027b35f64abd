import { describe, expect, it } from 'vitest';
import { loadConfig } from './config.js';
import { WORKER_NUMBER } from './variables/replicas.js';

const S3 = { DLQ_BUCKET: 'bucket', AWS_REGION: 'eu-central-1' };

describe('the configuration of workers', () => {
  it('is one process, which writes the snapshot', () => {
    const { workers, catalog } = loadConfig({});
    expect({ workers, writer: catalog.snapshotWriter }).toEqual({
      workers: { count: 1, number: null },
      writer: true,
    });
  });

  it.each([
    ['1', true],
    ['2', false],
  ])('lets worker %s write the snapshot: %j', (number, writer) => {
    const config = loadConfig({ ...S3, WORKERS: '3', [WORKER_NUMBER]: number });
    expect(config.catalog.snapshotWriter).toBe(writer);
  });

  it.each([
    ['4', '90', 22],
    ['64', '90', 1],
    ['1', '90', 90],
  ])('divides CXONE_MAX_IN_FLIGHT among %s workers', (count, most, each) => {
    const env = { ...S3, WORKERS: count, CXONE_MAX_IN_FLIGHT: most };
    expect(loadConfig(env).cxone.maxInFlight).toBe(each);
  });

  it('refuses several with the embedded store, with the reason', () => {
    expect(() => loadConfig({ WORKERS: '2' })).toThrow(
      /WORKERS: expected 1, since no DLQ_BUCKET.*one process/,
    );
  });
});
