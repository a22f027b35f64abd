import { keyOfTraceId } from '../../src/domain/letter/trace-id.js';
import { GateProcessor } from './gate-processor.js';
import { deliver } from './http.js';
import { storeEnv } from './s3-env.js';
import { startTestApp, type TestApp } from './test-app.js';

/** The app with one parked dead letter, whose object a test writes as another tool would. */
export interface OneParked {
  service: TestApp;
  gate: GateProcessor;
  traceId: string;
  key: string;
}

/** The payload of the event is `{"amount":1}`. Until a test sets another verdict, every attempt fails for good. */
export async function startWithOneParked(): Promise<OneParked> {
  const gate = new GateProcessor();
  gate.verdict = 'permanent';
  const service = await startTestApp({ env: await storeEnv(), processor: gate });
  const event = { event_id: 'e', schema_version: 'test', payload: { amount: 1 } };
  const { trace_id: traceId } = (await deliver(service.url, event)).body;
  return { service, gate, traceId, key: keyOfTraceId(traceId) };
}

/** The object as it is in the store. @throws Error where there is none */
export async function objectOf({ service, key }: Pick<OneParked, 'service' | 'key'>) {
  const read = await service.store.get(key);
  if (read.outcome === 'missing') throw new Error('gone');
  return read.object;
}
