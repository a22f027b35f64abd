import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { endsWithMe } from './ends-with-me.mjs';
import { OutputLines } from './output-lines.mjs';
import { START_FLAGS, START_VARIABLES } from './start-command.mjs';

/** The build that is measured where none is named, as `scripts/built.mjs` has it. */
export const THIS_BUILD = resolve(process.env.CXONE_DLQ_BUILD ?? 'dist');

/** Lines of the service's log that a benchmark waits for or counts. */
const KEPT = ['catalog_ready', 'store_proven', 'sweep_finished'];

/**
 * Starts a program as a process of its own, and waits until its output names its address.
 *
 * @param {string[]} command the program and its arguments
 * @param {Record<string, string>} env
 * @param {RegExp} address its first group is the address
 * @param {string[]} [kept] what a line of its output must contain to be kept
 */
export async function startCommand([program, ...args], env, address, kept = []) {
  const child = spawn(program, args, {
    env: { PATH: process.env.PATH, ...env },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  endsWithMe(child);
  const lines = new OutputLines(kept);
  child.stdout.setEncoding('utf8');
  const url = await new Promise((found, reject) => {
    child.stdout.on('data', (chunk) => {
      lines.add(chunk);
      const named = lines.first(address);
      if (named !== undefined) found(named);
    });
    child.once('error', reject);
    child.once('exit', (code) => reject(new Error(`it ended with ${code}:\n${lines.latest()}`)));
  });
  return {
    url,
    pid: child.pid,
    /** The kept lines that contain `text`. @param {string} text */
    linesWith: (text) => lines.with(text),
    stop: async () => {
      if (child.exitCode !== null || child.signalCode !== null) return;
      const ended = once(child, 'exit');
      child.kill('SIGTERM');
      await ended;
    },
  };
}

/**
 * The same for a program of this repository that Node runs.
 * @param {string[]} args what Node runs
 */
export function startProcess(args, env, address, kept) {
  return startCommand([process.execPath, ...args], env, address, kept);
}

/**
 * A build of the service, on the S3 stub where one is given, else on its embedded store in a fresh directory.
 *
 * @param {string | null} stubUrl
 * @param {Record<string, string>} [more] variables
 * @param {string} [build] its directory
 */
export async function startService(stubUrl, more = {}, build = THIS_BUILD) {
  const dataDir = await mkdtemp(join(tmpdir(), 'cxone-dlq-bench-'));
  const s3 = stubUrl === null ? {} : onStub(stubUrl);
  const own = { PORT: '0', DATA_DIR: dataDir, RETRY_SWEEP_ENABLED: 'false' };
  const env = { ...START_VARIABLES, ...own, ...s3, ...more };
  const service = await startProcess(serviceCommand(build), env, /"api":"([^"]+)\/api\/v1\/dlq"/, KEPT);
  // The races for what the store honours outlast the start, and cost CPU that no event has caused.
  const processes = Number(env.WORKERS ?? 1);
  await until(() => service.linesWith('store_proven').length >= processes);
  return {
    ...service,
    stop: async () => {
      await service.stop();
      await rm(dataDir, { recursive: true, force: true });
    },
  };
}

/** The variables of a service that keeps its records in the S3 stub. @param {string} stubUrl */
export function onStub(stubUrl) {
  return {
    DLQ_BUCKET: 'bench-bucket',
    AWS_ENDPOINT_URL_S3: stubUrl,
    AWS_ACCESS_KEY_ID: 'bench',
    AWS_SECRET_ACCESS_KEY: 'bench',
  };
}

/** What Node runs: a build, as `npm start` runs it. @param {string} [build] its directory */
export function serviceCommand(build = THIS_BUILD) {
  return [...START_FLAGS, ...nodeArguments(), join(build, 'main.js')];
}

/** What else Node gets, such as `--cpu-prof`. */
function nodeArguments() {
  return process.env.BENCH_NODE_ARGS?.split(' ') ?? [];
}

/**
 * Waits until `isTrue` is, and gives up after a minute or what is said.
 *
 * @param everyMs between two questions. A question that costs the service something is asked seldom.
 */
export async function until(isTrue, timeoutMs = 60_000, everyMs = 5) {
  const giveUpAt = Date.now() + timeoutMs;
  while (!(await isTrue())) {
    if (Date.now() > giveUpAt) throw new Error('it took too long');
    await new Promise((resume) => setTimeout(resume, everyMs));
  }
}
