import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { cp, mkdir, readFile, symlink } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { freePort } from '../support/free-port.js';
import { TEST_BUILD } from '../support/test-build.js';
import { temporaryDirectory } from '../support/temporary-directory.js';
import { holds, type CommandBlock } from './command-blocks.js';

/** Copied, since commands write into them; everything else is linked. */
const COPIED = [
  'schemas',
  'fake-cxone',
  'examples',
  'scripts',
  'package.json',
  '.env.example',
  'deploy',
  'bin',
];
const LINKED = [
  'node_modules',
  'src',
  'cli',
  'console',
  'tsconfig.json',
  'tsconfig.build.json',
  'package-lock.json',
];

/** How long a background program may take until it answers, milliseconds. */
const START_MS = 120_000;

/** Where the variables of a document are kept from block to block, as they are in the reader's terminal. */
const VARIABLES = '.bin/variables';

/** A trace id that a document shows shortened. The last one that was printed takes its place. */
const SHORTENED_TRACE_ID = /DLQ-[0-9a-f-]*\.\.\./g;

/** Runs the commands of one document in a directory like a fresh checkout, on ports of its own. */
export class DocumentSession {
  private readonly children: ChildProcess[] = [];
  private service: ChildProcess | null = null;
  private traceId = 'DLQ-0000000000000-00000000000000000000000000000000';

  private constructor(
    private readonly directory: string,
    private readonly remove: () => Promise<void>,
    private readonly env: NodeJS.ProcessEnv,
    private readonly ports: ReadonlyMap<string, number>,
  ) {}

  static async open(): Promise<DocumentSession> {
    const { path, remove } = await temporaryDirectory();
    await Promise.all(COPIED.map((name) => cp(name, join(path, name), { recursive: true })));
    await Promise.all(LINKED.map((name) => symlink(resolve(name), join(path, name))));
    await symlink(resolve(TEST_BUILD), join(path, 'dist'));
    await mkdir(join(path, '.bin'));
    const { commit } = JSON.parse(await readFile(`${TEST_BUILD}/build-info.json`, 'utf8')) as {
      commit: string;
    };
    const ports = new Map<string, number>();
    for (const documented of ['8080', '8090']) ports.set(documented, await freePort());
    const env = {
      PATH: process.env.PATH,
      HOME: path,
      SOURCE_COMMIT: commit,
      PORT: String(ports.get('8080')),
      FAKE_CXONE_PORT: String(ports.get('8090')),
      // Without it the command line would ask the documented port.
      CXONE_DLQ_URL: `http://localhost:${ports.get('8080')}`,
    };
    return new DocumentSession(path, remove, env, ports);
  }

  /**
   * Runs a block.
   *
   * @throws Error that shows the commands and their output, where one fails or prints something else.
   */
  async run(block: CommandBlock): Promise<void> {
    if (block.kind === 'skip') return;
    if (block.kind !== 'run') return this.start(block);
    const marked = block.steps.map(({ commands }, n) => `${commands}\nprintf '\\n@@%d@@\\n' ${n}`).join('\n');
    const { code, output } = await this.shell(this.adapted(marked));
    const parts = output.split(/\n@@\d+@@\n/);
    block.steps.forEach(({ commands, expected }, n) => {
      const part = parts[n] ?? '';
      this.noteTraceId(part);
      if (parts.length <= n + 1 || !holds(part, expected)) {
        throw new Error(
          `line ${block.line}:\n${commands}\nended with ${code}, and printed\n${part}\ninstead of\n${expected.join('\n')}`,
        );
      }
    });
  }

  async close(): Promise<void> {
    await Promise.all([...this.children, this.service].map((child) => end(child)));
    await this.remove();
  }

  /** Starts what runs in the background, and waits until its port answers. */
  private async start(block: CommandBlock): Promise<void> {
    const port = this.ports.get(block.kind === 'service' ? '8080' : '8090')!;
    if (block.kind === 'service') await end(this.service);
    const child = spawn('bash', ['-e', '-c', this.adapted(block.text)], {
      cwd: this.directory,
      env: this.env,
      detached: true,
    });
    let output = '';
    child.stdout.on('data', (chunk: Buffer) => (output += chunk.toString()));
    child.stderr.on('data', (chunk: Buffer) => (output += chunk.toString()));
    if (block.kind === 'service') this.service = child;
    else this.children.push(child);
    const giveUpAt = performance.now() + START_MS;
    while (!(await answers(port))) {
      if (child.exitCode !== null || performance.now() > giveUpAt) {
        throw new Error(`line ${block.line}:\n${block.text}\ndoes not answer:\n${output}`);
      }
      await sleep(20);
    }
  }

  private shell(script: string): Promise<{ code: number | null; output: string }> {
    const kept = [
      `if [ -f ${VARIABLES} ]; then . ${VARIABLES}; fi`,
      script,
      // Documents write their own variables in lower case. Those of the shell are in upper case.
      `{ compgen -v | grep '^[a-z]' | while read -r kept; do declare -p "$kept"; done; } > ${VARIABLES} || true`,
    ];
    return new Promise((done) => {
      const child = spawn('bash', ['-e', '-o', 'pipefail', '-c', kept.join('\n')], {
        cwd: this.directory,
        env: this.env,
      });
      let output = '';
      child.stdout.on('data', (chunk: Buffer) => (output += chunk.toString()));
      child.stderr.on('data', (chunk: Buffer) => (output += chunk.toString()));
      child.once('close', (code) => done({ code, output }));
    });
  }

  /** With this session's ports and trace id in place of the documented ones, and without progress bars. */
  private adapted(text: string): string {
    let script = text.replaceAll(SHORTENED_TRACE_ID, this.traceId).replaceAll(/\bcurl /g, 'curl -sS ');
    for (const [documented, port] of this.ports) {
      script = script.replaceAll(
        new RegExp(String.raw`(localhost|127\.0\.0\.1):${documented}\b`, 'g'),
        `$1:${port}`,
      );
    }
    return script;
  }

  private noteTraceId(output: string): void {
    this.traceId = /DLQ-\d{13}-[0-9a-f]{32}/.exec(output)?.[0] ?? this.traceId;
  }
}

async function answers(port: number): Promise<boolean> {
  return fetch(`http://127.0.0.1:${port}/health/ready`).then(
    () => true,
    () => false,
  );
}

/** With everything that it started. */
async function end(child: ChildProcess | null): Promise<void> {
  if (child === null || child.exitCode !== null || child.signalCode !== null) return;
  const ended = once(child, 'exit');
  process.kill(-child.pid!, 'SIGTERM');
  await ended;
}
