import { startStub } from '../../bench/start-stub.mjs';
import { S3ObjectStore } from '../../src/store/s3/s3-object-store.js';
import { describeObjectStore } from './object-store.contract.js';

// A benchmark on a server that does less than S3 would measure too little.
describeObjectStore('S3ObjectStore on the stub of the benchmarks', async () => {
  const stub = await startStub();
  const store = new S3ObjectStore({
    bucket: 'bench',
    endpoint: stub.url,
    region: 'us-east-1',
    forcePathStyle: true,
    requestTimeoutMs: 10_000,
    credentials: { accessKeyId: 'bench', secretAccessKey: 'bench' },
  });
  return { store, close: () => store.close().then(() => stub.stop()) };
});
