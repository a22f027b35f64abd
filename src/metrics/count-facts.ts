import { ERROR_CODES } from '../domain/letter/failure.js';
import { SIGNATURE_FAILURES } from '../domain/signature/verify-signature.js';
import type { Facts } from '../runtime/facts.js';
import type { Instruments } from './instruments.js';
import {
  errorCodeLabel,
  KINDS_OF_DUPLICATES,
  OUTCOMES_OF_CALLS,
  OUTCOMES_OF_EVENTS,
  RETRIES,
  signatureLabel,
  STORE_CALLS,
} from './label-values.js';
import { TargetLabels } from './target-labels.js';

/** Counts what the other rooms tell, from now on. */
export function countFacts(facts: Facts, instruments: Instruments): void {
  countEvents(facts, instruments);
  countRetries(facts, instruments);
  countStoreCalls(facts, instruments);
  measureDeliveries(facts, instruments);
  const tokens = instruments.counter(
    'token_requests_total',
    OUTCOMES_OF_CALLS.map((outcome) => ({ outcome })),
  );
  facts.on('token_requested', ({ outcome }) => tokens.inc({ outcome }));
  const entries = instruments.counter(
    'audit_writes_total',
    OUTCOMES_OF_CALLS.map((outcome) => ({ outcome })),
  );
  facts.on('audit_written', ({ outcome }) => entries.inc({ outcome }));
}

function countEvents(facts: Facts, instruments: Instruments): void {
  const events = instruments.counter(
    'events_received_total',
    OUTCOMES_OF_EVENTS.map((outcome) => ({ outcome })),
  );
  const duplicates = instruments.counter(
    'duplicates_total',
    KINDS_OF_DUPLICATES.map((kind) => ({ kind })),
  );
  const durations = instruments.histogram('webhook_duration_seconds');
  facts.on('event_received', (fact) => {
    events.inc({ outcome: fact.outcome });
    durations.observe(fact.durationMs / 1_000);
    if (fact.outcome === 'duplicate') duplicates.inc({ kind: fact.kind });
  });
  const deadLetters = instruments.counter(
    'dead_letters_total',
    ERROR_CODES.map((code) => ({ error_code: code })),
  );
  facts.on('dead_lettered', ({ errorCode }) => deadLetters.inc({ error_code: errorCodeLabel(errorCode) }));
  const refusals = instruments.counter(
    'signature_refusals_total',
    SIGNATURE_FAILURES.map((reason) => ({ reason })),
  );
  facts.on('signature_refused', ({ reason }) => refusals.inc({ reason: signatureLabel(reason) }));
}

function countRetries(facts: Facts, instruments: Instruments): void {
  const retries = instruments.counter('retries_total', RETRIES);
  const sweeps = instruments.counter('sweeps_total', [{}]);
  facts.on('sweep_ended', () => sweeps.inc());
  const durations = instruments.histogram('retry_duration_seconds');
  facts.on('attempt_ended', ({ trigger, outcome, durationMs }) => {
    retries.inc({ trigger, outcome });
    if (durationMs !== null) durations.observe(durationMs / 1_000);
  });
}

function countStoreCalls(facts: Facts, instruments: Instruments): void {
  const calls = instruments.counter('store_calls_total', STORE_CALLS);
  const durations = instruments.histogram('store_call_duration_seconds');
  facts.on('store_called', ({ operation, outcome, durationMs }) => {
    calls.inc({ operation, outcome });
    durations.observe({ operation }, durationMs / 1_000);
  });
}

/** A target that left the routes leaves the metrics. */
function measureDeliveries(facts: Facts, instruments: Instruments): void {
  const durations = instruments.histogram('delivery_duration_seconds');
  const targets = new TargetLabels();
  facts.on('delivery_ended', ({ target, outcome, durationMs }) =>
    durations.observe({ target: targets.of(target), outcome }, durationMs / 1_000),
  );
  facts.on('routes_changed', (fact) => {
    for (const target of targets.replace(fact.targets)) {
      for (const outcome of OUTCOMES_OF_CALLS) durations.remove({ target, outcome });
    }
  });
}
