import { env } from 'node:process';
import { startFakeCxone } from './server.mjs';

const DEFAULT_PORT = '8090';

/** @param {string} text */
function portOf(text) {
  const port = Number(text);
  if (/^\d+$/.test(text) && port <= 65_535) return port;
  throw new Error('FAKE_CXONE_PORT: expected a port from 0 to 65535');
}

try {
  const fake = await startFakeCxone({
    port: portOf(env.FAKE_CXONE_PORT || DEFAULT_PORT),
    host: env.HOST || '127.0.0.1',
    clientId: env.FAKE_CXONE_CLIENT_ID || 'fake-client',
    clientSecret: env.FAKE_CXONE_CLIENT_SECRET || 'fake-secret',
    accessKeyId: env.FAKE_CXONE_ACCESS_KEY_ID || 'fake-key',
    accessKeySecret: env.FAKE_CXONE_ACCESS_KEY_SECRET || 'fake-key-secret',
  });
  const stop = () => {
    fake.stop().then(
      () => process.exit(0),
      () => process.exit(1),
    );
  };
  process.once('SIGTERM', stop);
  process.once('SIGINT', stop);
  process.stdout.write(`fake CXone on ${fake.url}\n`);
} catch (error) {
  process.stderr.write(`the fake CXone did not start: ${error.message}\n`);
  process.exitCode = 1;
}
