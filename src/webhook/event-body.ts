import type { WebhookConfig } from '../config/webhook-config.js';
import { isFormType } from '../domain/event/form.js';
import { depthOf } from '../domain/json/json-text.js';
import { normalise, type Normalised } from '../domain/event/normalise.js';
import { Problem } from '../http/problem.js';

/** The events of a body. `batch`: the body was a batch, even of a single event. */
export interface EventBody {
  batch: boolean;
  events: Normalised[];
}

/** The settings that decide how a body is read. */
export interface BodyHints {
  contentType?: string | undefined;
  /** Whether deliveries must be signed. A signed body is JSON, never a form. */
  signed?: boolean;
}

/**
 * The events in a request's body, whatever its Content-Type says.
 *
 * @throws Problem 400 that names the field and what was expected; nothing of the body was taken in
 */
export function eventsOfBody(
  body: unknown,
  config: WebhookConfig,
  { contentType, signed = false }: BodyHints = {},
): EventBody {
  const bytes = body instanceof Uint8Array ? body : new Uint8Array();
  const reading = normalise(bytes, {
    strict: config.strictEvents,
    defaultSchemaVersion: config.defaultSchemaVersion,
    maxEvents: config.batchMaxEvents,
    maxMembers: config.maxMembers,
    forms: !config.strictEvents && !signed,
    saidForm: isFormType(contentType),
  });
  if (reading.kind === 'refused') throw Problem.badRequest(reading.code, reading.detail, reading.problems);
  const { batch, events } = reading;
  const nameIn = (index: number, field: string) => (batch ? `[${index}].${field}` : field);
  const tooDeep = events.flatMap(({ event }, index) =>
    depthOf(event.text) > config.maxDepth
      ? [{ field: nameIn(index, 'body'), expected: `at most ${config.maxDepth} levels of nesting` }]
      : [],
  );
  if (tooDeep.length > 0) throw Problem.badRequest('too_deep', 'The body is nested too deeply.', tooDeep);
  if (config.unrecognised === 'reject') {
    // All or nothing, because a 200 would lose the events that are not taken in.
    const problems = events.flatMap((item, index) =>
      item.kind === 'unrecognised'
        ? item.problems.map(({ field, expected }) => ({ field: nameIn(index, field), expected }))
        : [],
    );
    if (problems.length > 0) throw Problem.badRequest('not_an_event', 'The body is not an event.', problems);
  }
  return { batch, events };
}
