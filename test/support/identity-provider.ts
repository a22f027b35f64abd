import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { freePort } from './free-port.js';

/** A real identity provider (identity-provider.mjs) as a process of its own. */
export class IdentityProvider {
  private child: ChildProcess | null = null;

  private constructor(
    readonly port: number,
    private readonly redirectUri: string,
    private readonly keysDir: string,
  ) {}

  /**
   * Reserves its address; `start` starts it.
   *
   * @param redirectUri where people come back to
   * @param keysDir an empty directory for its keys
   */
  static async at(redirectUri: string, keysDir: string): Promise<IdentityProvider> {
    return new IdentityProvider(await freePort(), redirectUri, keysDir);
  }

  get issuer(): string {
    return `http://127.0.0.1:${this.port}`;
  }

  /** @param keyIds it signs with the first one, and publishes all of them */
  async start(keyIds: string[]): Promise<void> {
    const args = ['test/support/identity-provider.mjs', String(this.port), this.redirectUri, ...keyIds];
    const child = spawn(process.execPath, args, {
      env: { PATH: process.env.PATH, KEYS_DIR: this.keysDir },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    this.child = child;
    let output = '';
    await new Promise<void>((resolve, reject) => {
      const read = (chunk: Buffer) => {
        output += chunk.toString();
        if (output.includes(`identity provider on ${this.issuer}`)) resolve();
      };
      child.stdout.on('data', read);
      child.stderr.on('data', read);
      child.once('exit', (code) => reject(new Error(`the identity provider ended with ${code}:\n${output}`)));
    });
  }

  async stop(): Promise<void> {
    const { child } = this;
    this.child = null;
    if (child === null || child.exitCode !== null) return;
    child.kill('SIGKILL');
    await once(child, 'exit');
  }

  /** A JWT access token of a machine, signed with the key that is the first one now. */
  async token(): Promise<string> {
    const body = new URLSearchParams({
      grant_type: 'client_credentials',
      resource: 'urn:cxone-dlq',
      scope: 'roles',
    });
    const authorization = Buffer.from('console:console-secret-of-a-test').toString('base64');
    const answer = await fetch(`${this.issuer}/token`, {
      method: 'POST',
      headers: { Authorization: `Basic ${authorization}` },
      body,
    });
    const { access_token: token } = (await answer.json()) as { access_token?: string };
    if (token === undefined) throw new Error(`no token: HTTP ${answer.status}`);
    return token;
  }
}
