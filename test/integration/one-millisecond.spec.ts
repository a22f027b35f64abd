import { expect, it } from 'vitest';
import { eventOf } from '../support/event-of.js';
import { recordsOf, startCoreWorld } from '../support/core-world.js';

const RECEIVED = { contentType: null, remoteAddress: null, headers: {} };

it('keeps two events of one suffix and one millisecond apart, each under the trace id of its answer', async () => {
  const world = await startCoreWorld();
  world.gate.verdict = 'permanent';
  const events = ['v1', 'v2'].map((version) => eventOf(`{"event_id":"e","schema_version":"${version}"}`));
  expect(new Set(events.map(({ suffix }) => suffix)).size).toBe(1);
  const answers = await Promise.all(events.map((event) => world.ingest.ingest(event, RECEIVED)));
  const ids = answers.map((answer) => ('traceId' in answer ? answer.traceId : answer.kind));
  expect(new Set(ids).size).toBe(2);
  expect(recordsOf(world.store, events[0]!.suffix)).toHaveLength(2);
});
