import { Facts } from './facts.js';
import { shortText } from './log/short-text.js';
import type { Log } from './logger.js';

/** Logs the facts that operators look for in the log, from now on. */
export function logFacts(facts: Facts, log: Log): void {
  facts.on('event_received', (fact) => {
    if (fact.outcome !== 'duplicate' || fact.kind === 'in_flight') return;
    log.debug('duplicate_delivery', { kind: fact.kind, trace_id: fact.traceId ?? undefined });
  });
  facts.on('dead_lettered', (fact) =>
    log.warn('dead_lettered', {
      trace_id: fact.traceId,
      tenant_id: shortText(fact.tenantId),
      event_type: shortText(fact.eventType),
      target: fact.target,
      error_code: fact.errorCode,
      error: fact.error,
      status: fact.status,
    }),
  );
  facts.on('breaker_changed', (fact) => {
    const { target } = fact;
    if (fact.state === 'open') log.error('breaker_opened', { target, error_code: fact.failure.code });
    else log.info('breaker_closed', { target });
  });
  facts.on('routes_changed', ({ targets, routes }) =>
    log.info('routes_loaded', { targets: targets.length, routes }),
  );
  facts.on('job_ended', ({ jobId, action, state, stopReason, total }) => {
    const fields = { job_id: jobId, action, job_state: state, total };
    if (state === 'stopped') log.warn('job_ended', { ...fields, reason: stopReason ?? '' });
    else log.info('job_ended', fields);
  });
  facts.on('sweep_ended', ({ durationMs, ...report }) => {
    const fields = { ...report, duration_ms: Math.round(durationMs) };
    if (report.due + report.merged > 0) log.info('sweep_finished', fields);
    else log.debug('sweep_finished', fields);
  });
}

/** Facts with the log as their first listener: what every process and every test world begins with. */
export function openFacts(log: Log): Facts {
  const facts = new Facts(log);
  logFacts(facts, log);
  return facts;
}
