import { SystemClock } from '../../src/runtime/clock.js';
import { GateProcessor } from './gate-processor.js';
import { MemoryObjectStore } from './memory-object-store.js';
import { startTestApp, type TestApp } from './test-app.js';

/** The app on a store in memory. Every attempt fails until a test sets another verdict; retries are due at once. */
export interface GatedApp {
  service: TestApp;
  gate: GateProcessor;
  store: MemoryObjectStore;
}

export async function startGatedApp(env: Record<string, string> = {}): Promise<GatedApp> {
  const gate = new GateProcessor();
  gate.verdict = 'transient';
  const store = new MemoryObjectStore(new SystemClock());
  const service = await startTestApp({ store, processor: gate, env: { RETRY_BASE_DELAY_MS: '1', ...env } });
  return { service, gate, store };
}
