import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** The build of the service that is measured, as `scripts/built.mjs` has it. */
const BUILD = process.env.CXONE_DLQ_BUILD ?? 'dist';

/**
 * Starts a program of this repository as a process of its own, and waits until its output names its address.
 *
 * @param {string[]} args what Node runs
 * @param {Record<string, string>} env
 * @param {RegExp} address its first group is the address
 */
export async function startProcess(args, env, address) {
  const child = spawn(process.execPath, args, {
    env: { PATH: process.env.PATH, ...env },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const chunks = [];
  const output = () => chunks.join('');
  const url = await new Promise((resolve, reject) => {
    let isKnown = false;
    child.stdout.on('data', (chunk) => {
      chunks.push(chunk.toString());
      // The log of a hundred thousand events is not searched again and again.
      const found = isKnown ? null : address.exec(output());
      if (found === null) return;
      isKnown = true;
      resolve(found[1]);
    });
    child.once('exit', (code) => reject(new Error(`it ended with ${code}:\n${output()}`)));
  });
  return {
    url,
    output,
    pid: child.pid,
    stop: async () => {
      const ended = once(child, 'exit');
      child.kill('SIGTERM');
      await ended;
    },
  };
}

/**
 * The built service, on the S3 stub where one is given, else on its embedded store in a fresh directory.
 *
 * @param {string | null} stubUrl
 * @param {Record<string, string>} [more]
 */
export async function startService(stubUrl, more = {}) {
  const dataDir = await mkdtemp(join(tmpdir(), 'cxone-dlq-bench-'));
  const s3 =
    stubUrl === null
      ? {}
      : {
          DLQ_BUCKET: 'bench-bucket',
          AWS_ENDPOINT_URL_S3: stubUrl,
          AWS_ACCESS_KEY_ID: 'bench',
          AWS_SECRET_ACCESS_KEY: 'bench',
        };
  const env = {
    PORT: '0',
    DATA_DIR: dataDir,
    RETRY_SWEEP_ENABLED: 'false',
    ...s3,
    ...more,
  };
  const service = await startProcess(
    ['--max-semi-space-size=32', ...nodeArguments(), `${BUILD}/main.js`],
    env,
    /"api":"([^"]+)\/api\/v1\/dlq"/,
  );
  return {
    ...service,
    stop: async () => {
      await service.stop();
      await rm(dataDir, { recursive: true, force: true });
    },
  };
}

/** What else Node gets, such as `--cpu-prof`. */
function nodeArguments() {
  return process.env.BENCH_NODE_ARGS?.split(' ') ?? [];
}

/** Waits until `isTrue` is; asks every few milliseconds, and gives up after a minute or what is said. */
export async function until(isTrue, timeoutMs = 60_000) {
  const giveUpAt = Date.now() + timeoutMs;
  while (!(await isTrue())) {
    if (Date.now() > giveUpAt) throw new Error('it took too long');
    await new Promise((resolve) => setTimeout(resolve, 5));
  }
}
