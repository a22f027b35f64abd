import { digestOfKey } from '../../src/access/keys/api-key.js';
import { freePort } from './free-port.js';
import { IdentityProvider } from './identity-provider.js';
import { temporaryDirectory } from './temporary-directory.js';
import { startTestApp, type TestApp } from './test-app.js';

export const ADMIN_KEY = 'an-admin-key-of-a-test';

/** The service beside a real identity provider, with one key and sessions. */
export class ProviderWorld {
  private readonly apps: TestApp[] = [];

  private constructor(
    readonly publicUrl: string,
    readonly provider: IdentityProvider,
    private readonly keysDir: Awaited<ReturnType<typeof temporaryDirectory>>,
  ) {}

  static async reserve(): Promise<ProviderWorld> {
    const publicUrl = `http://127.0.0.1:${await freePort()}`;
    const keysDir = await temporaryDirectory();
    const provider = await IdentityProvider.at(`${publicUrl}/api/v1/session/callback`, keysDir.path);
    return new ProviderWorld(publicUrl, provider, keysDir);
  }

  /** @param env beside what sign-in needs; PORT for another replica. @param page where the console was built */
  async startService(env: Record<string, string> = {}, page?: string): Promise<TestApp> {
    const app = await startTestApp({
      ...(page !== undefined && { console: page }),
      env: {
        PORT: new URL(this.publicUrl).port,
        PUBLIC_URL: this.publicUrl,
        ACCESS_KEYS: `boss:admin:${digestOfKey(ADMIN_KEY)}`,
        OIDC_ISSUER: this.provider.issuer,
        OIDC_AUDIENCE: 'cxone-dlq',
        OIDC_ROLES: 'viewer:dlq-viewers,operator:dlq-ops,admin:dlq-admins',
        OIDC_CLIENT_ID: 'console',
        OIDC_CLIENT_SECRET: 'console-secret-of-a-test',
        SESSION_SECRET: 's'.repeat(32),
        ...env,
      },
    });
    this.apps.push(app);
    return app;
  }

  async close(): Promise<void> {
    await Promise.all(this.apps.map((app) => app.close()));
    await this.provider.stop();
    await this.keysDir.remove();
  }
}
