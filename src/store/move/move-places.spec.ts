import { describe, expect, it } from 'vitest';
import { movePlace } from './move-places.js';

describe('the ends of a move', () => {
  it.each([
    ['https://b', {}, [/a directory, or s3:\/\/BUCKET without a path/]],
    ['s3://bucket/dlq', {}, [/a directory, or s3:\/\/BUCKET/]],
    ['s3://B', { AWS_REGION: 'r' }, [/^DLQ_BUCKET: .*3 to 63 lower-case letters/]],
    ['s3://bucket', {}, [/^AWS_REGION/]],
    ['s3://bucket', { AWS_REGION: 'r', AWS_ACCESS_KEY_ID: 'k' }, [/^AWS_SECRET_ACCESS_KEY/]],
  ])('%j with %j is refused', (place, env, problems) => {
    expect(movePlace(place, env)).toEqual(problems.map((problem) => expect.stringMatching(problem)));
  });

  it('names a bucket with its server, and a directory by its real path', () => {
    const env = {
      AWS_REGION: 'r',
      AWS_ENDPOINT_URL_S3: 'http://u:secret@minio:9000',
      DATA_DIR: '/other',
      DLQ_BUCKET: 'x',
    };
    expect(movePlace('s3://bucket', env)).toMatchObject({ location: 's3://bucket at http://minio:9000' });
    expect(movePlace('.', env)).toMatchObject({
      location: process.cwd(),
      config: { s3: null, dataDir: '.' },
    });
  });
});
