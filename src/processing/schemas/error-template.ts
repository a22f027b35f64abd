import type { CxoneEvent } from '../../domain/event/event.js';
import type { JsonText } from '../../domain/json/json-text.js';

/** The keyword with which a schema words its own failures. */
export const X_ERROR = 'x-error';

/** The placeholders that a template may have, in braces. */
export const TEMPLATE_NAMES = ['event_id', 'tenant_id', 'path'] as const;

const PLACEHOLDERS = `no placeholders but ${TEMPLATE_NAMES.map((name) => `{${name}}`).join(' ')}`;

export const ERROR_TEMPLATE_PROBLEM = `keyword "${X_ERROR}": expected a text with ${PLACEHOLDERS}`;

const PLACEHOLDER = /\{(\w+)\}/g;

/** The problem of a template, as a phrase for "expected ..."; `null`: none. */
export function errorTemplateProblem(template: string): string | null {
  const unknown = [...template.matchAll(PLACEHOLDER)].some(
    ([, name]) => !TEMPLATE_NAMES.some((own) => own === name),
  );
  return unknown ? PLACEHOLDERS : null;
}

/** @param path a JSON pointer to the value that failed */
export function fillErrorTemplate(template: string, event: CxoneEvent, path: string): string {
  const values = { event_id: event.eventId, tenant_id: event.tenantId ?? '', path };
  return template.replace(PLACEHOLDER, (_, name: (typeof TEMPLATE_NAMES)[number]) => values[name]);
}

/** The template of the schema that holds a keyword, or of the nearest schema around it in the same file. */
export function errorTemplateAt(schema: unknown, schemaPath: string): string | null {
  const hash = schemaPath.indexOf('#');
  const names = schemaPath
    .slice(hash + 1)
    .split('/')
    .slice(1, -1)
    .map(unescaped);
  let nearest: string | null = null;
  let at: unknown = schema;
  for (const name of [null, ...names]) {
    if (name !== null) at = (at as Record<string, JsonText | undefined> | undefined)?.[name];
    if (typeof at !== 'object' || at === null) break;
    const own = (at as Record<string, unknown>)[X_ERROR];
    if (typeof own === 'string') nearest = own;
  }
  return nearest;
}

/** Ajv writes schema paths as URI fragments. */
function unescaped(name: string): string {
  return decodeURIComponent(name).replaceAll('~1', '/').replaceAll('~0', '~');
}
