import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { ImageTree } from './image-tree.js';

/** A container as `docker run --read-only -v data:/data` starts it: this user, no capability, a read-only root. */
export interface Container {
  /** The first process, as this machine numbers it. */
  pid: number;
  output(): string;
  /** Sends SIGTERM to the first process of the container, and waits for its end: the exit code. */
  stop(): Promise<number | null>;
  /** Waits for the end: the exit code. */
  ended(): Promise<number | null>;
}

/** Those that have not ended. */
const running = new Set<ChildProcess>();

/** Ends what a test that failed has left behind. */
export function killContainers(): void {
  // `unshare --kill-child` takes the container with it.
  for (const child of running) child.kill('SIGKILL');
}

export interface RunOptions {
  env?: Record<string, string>;
  /** Directories of this machine by their paths in the container. */
  mounts?: Record<string, string>;
  /** In the place of the image's own command. */
  command?: string[];
  /** Directories of cgroups that the processes are put into. */
  cgroups?: string[];
}

/** @param directory for what the run needs, beside the tree */
export async function runContainer(
  { rootfs, config }: ImageTree,
  directory: string,
  { env = {}, mounts = {}, command = config.Cmd, cgroups = [] }: RunOptions,
): Promise<Container> {
  const work = await mkdtemp(join(directory, 'run-'));
  // As Docker fills in HOME from the base image's /etc/passwd.
  const variables = { HOME: '/home/node', ...config.Env, ...env };
  const words = [
    '--read-only',
    '--user',
    config.User,
    ...Object.entries(mounts).flatMap(([path, source]) => ['--bind', `${source}:${path}`]),
    ...cgroups.flatMap((cgroup) => ['--cgroup', cgroup]),
    process.execPath,
    rootfs,
    work,
    'env',
    '-i',
    '-C',
    config.WorkingDir,
    ...Object.entries(variables).map(([name, value]) => `${name}=${value}`),
    ...command,
  ];
  const child = spawn('scripts/image/in-root.sh', words, { stdio: ['ignore', 'pipe', 'pipe'] });
  running.add(child);
  child.once('exit', () => running.delete(child));
  let output = '';
  child.stdout.on('data', (chunk: Buffer) => (output += chunk.toString()));
  child.stderr.on('data', (chunk: Buffer) => (output += chunk.toString()));
  const ended = async () => {
    if (child.exitCode === null && child.signalCode === null) await once(child, 'close');
    return child.exitCode;
  };
  return {
    pid: await firstProcess(child),
    output: () => output,
    ended,
    stop: async () => {
      process.kill(await firstProcess(child), 'SIGTERM');
      return ended();
    },
  };
}

/** `unshare` waits for its only child: the first process of the container. */
async function firstProcess({ pid }: ChildProcess): Promise<number> {
  for (;;) {
    const children = await readFile(`/proc/${pid}/task/${pid}/children`, 'utf8').catch(() => null);
    if (children === null) throw new Error('the container has ended');
    if (children.trim() !== '') return Number(children.trim());
  }
}
