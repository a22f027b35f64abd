import { PermanentError } from '../letter/failure.js';

/** What a template of a path may name. */
export const PLACEHOLDERS = ['event_id', 'tenant_id', 'interaction_id'] as const;

export type PathValues = Readonly<Record<(typeof PLACEHOLDERS)[number], string | null>>;

const PLACEHOLDER = /\{([^{}]*)\}/g;

/** What was expected of the template, to follow the word "expected"; `null`: the template is valid. */
export function templateProblem(template: string): string | null {
  if (!template.startsWith('/')) return "a path that starts with '/'";
  const literal = template.replace(PLACEHOLDER, (whole, name: string) => (isPlaceholder(name) ? '' : whole));
  if (/[{}]/.test(literal)) {
    return `no placeholders but ${PLACEHOLDERS.map((name) => `{${name}}`).join(' ')}`;
  }
  if (/[\s#\\]/.test(literal)) return 'a path without white space, # and backslashes';
  return hasDotSegment(literal) ? "a path without '.' and '..' segments" : null;
}

/**
 * The path with every placeholder replaced by its value, percent-encoded.
 *
 * @throws PermanentError (`validation_failed`), naming the placeholder, when the event has no such value (an empty
 * one counts as none) or the value cannot stand in a path.
 */
export function fillTemplate(template: string, values: PathValues): string {
  const used: string[] = [];
  const path = template.replace(PLACEHOLDER, (_, name: keyof PathValues) => {
    used.push(name);
    const value = values[name];
    if (!value) throw new PermanentError('validation_failed', `the event has no ${name}`);
    try {
      return encodeURIComponent(value);
    } catch {
      // Half of a surrogate pair has no percent-encoding.
      throw new PermanentError('validation_failed', `the event's ${name} is not well-formed text`);
    }
  });
  // An id of `..` would lead the call to another path: no encoding keeps URL parsers from resolving it.
  if (hasDotSegment(path)) {
    throw new PermanentError('validation_failed', `the event's ${used.join(' or ')} cannot stand in a path`);
  }
  return path;
}

function isPlaceholder(name: string): name is keyof PathValues {
  return PLACEHOLDERS.some((known) => known === name);
}

function hasDotSegment(path: string): boolean {
  const [beforeQuery = ''] = path.split('?');
  return beforeQuery.split('/').some((segment) => /^(?:\.|%2e){1,2}$/i.test(segment));
}
