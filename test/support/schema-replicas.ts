import { SystemClock } from '../../src/runtime/clock.js';
import { send, type Answer } from './http.js';
import { MemoryObjectStore } from './memory-object-store.js';
import { startTestApp, type TestApp } from './test-app.js';

export interface SchemaCall {
  /** Absent: the first replica. */
  app?: TestApp;
  /** Absent: the present ETag. `null`: the header is not sent. */
  ifMatch?: string | null;
}

/** Replicas that share one bucket, which is in memory, and what tests ask them about schemas. */
export class SchemaReplicas {
  readonly store = new MemoryObjectStore(new SystemClock());
  private readonly apps: TestApp[] = [];

  static async start(env: Record<string, string> = {}): Promise<SchemaReplicas> {
    const replicas = new SchemaReplicas();
    await replicas.start(env);
    return replicas;
  }

  get first(): TestApp {
    return this.apps[0]!;
  }

  /** Starts one more. */
  async start(env: Record<string, string> = {}): Promise<TestApp> {
    const app = await startTestApp({ store: this.store, env });
    this.apps.push(app);
    return app;
  }

  async close(): Promise<void> {
    for (const app of this.apps) await app.close();
  }

  get(path = '', { url } = this.first): Promise<Answer> {
    return send(`${url}/api/v1/schemas${path}`);
  }

  async etagOf(app = this.first): Promise<string> {
    return (await this.get('', app)).headers.get('etag') ?? '';
  }

  async call(
    method: string,
    path: string,
    body: unknown,
    { app = this.first, ifMatch }: SchemaCall = {},
  ): Promise<Answer> {
    const etag = ifMatch === undefined ? await this.etagOf(app) : ifMatch;
    return send(`${app.url}/api/v1/schemas${path}`, {
      method,
      ...(body !== undefined && { body: typeof body === 'string' ? body : JSON.stringify(body) }),
      headers: { ...(etag !== null && { 'If-Match': etag }) },
    });
  }

  put(path: string, body: unknown, options?: SchemaCall): Promise<Answer> {
    return this.call('PUT', path, body, options);
  }

  rollBack(digest: unknown, app = this.first): Promise<Answer> {
    return this.call('POST', '/rollback', { digest, reason: 'it was wrong' }, { app, ifMatch: null });
  }

  async digestOf(app = this.first): Promise<unknown> {
    return (await send(`${app.url}/version`)).body['schemas'];
  }

  /** `checks.schemas` of `/health/ready`. */
  async check(app = this.first): Promise<unknown> {
    return ((await send(`${app.url}/health/ready`)).body['checks'] as Record<string, unknown>)['schemas'];
  }

  /** Replaces the bytes of an object. */
  damage(key: string, bytes: string): void {
    const object = { ...this.store.objects.get(key)!, etag: `"damaged ${bytes}"`, bytes: Buffer.from(bytes) };
    this.store.objects.set(key, object);
  }
}
