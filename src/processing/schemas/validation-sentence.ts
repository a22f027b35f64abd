import type { CxoneEvent } from '../../domain/event/event.js';
import { errorTemplateAt, fillErrorTemplate } from './error-template.js';

/** Characters of a path in a sentence, and of a list of what was expected. */
const MAX_PART_LENGTH = 256;

/** Keywords whose error only says that a keyword below them failed. */
const COMPOSITE = new Set(['anyOf', 'oneOf', 'allOf', 'if', 'not', 'propertyNames', 'contains']);

/** The error of a check at one place of the schema. */
export interface Finding {
  keyword: string;
  /** A JSON pointer to the value that failed. */
  instancePath: string;
  schemaPath: string;
  message?: string | undefined;
  params: Record<string, unknown>;
  /** The kind of that value: `null`, `array`, or what `typeof` says. */
  actual: string;
  /** The number of errors that this one stands for. */
  count: number;
}

/**
 * One sentence that says why an event is not valid, such as `payload.amount must be a number, but is a string (at
 * /payload/amount) in event evt_1`. Of several reasons it has the first, and the number of the others. It holds no
 * value of the event but its id, so that equal causes have equal sentences.
 *
 * @param schemaOf the schema that the path of an error leads into
 */
export function validationSentence(
  errors: readonly Finding[],
  event: CxoneEvent,
  schemaOf: (schemaPath: string) => unknown,
): string {
  for (const error of errors) {
    const template = errorTemplateAt(schemaOf(error.schemaPath), error.schemaPath);
    if (template !== null) return fillErrorTemplate(template, event, error.instancePath);
  }
  const plain = errors.filter(({ keyword }) => !COMPOSITE.has(keyword));
  const told = plain.length > 0 ? plain : errors;
  const [first] = told;
  if (first === undefined) return `the schema takes no event ${event.eventId}`;
  const at = first.instancePath === '' ? '' : ` (at ${clip(first.instancePath)})`;
  const total = told.reduce((sum, { count }) => sum + count, 0);
  const more = total > 1 ? `, and ${total - 1} more` : '';
  return `${clauseOf(first)}${at}${more} in event ${event.eventId}`;
}

function clauseOf({ keyword, params, message, instancePath, actual }: Finding): string {
  const path = instancePath === '' ? [] : instancePath.slice(1).split('/').map(unescaped);
  const name = pathName(path);
  switch (keyword) {
    case 'type': {
      const types = [params['type'] as string | string[]].flat();
      return `${name} must be ${types.map(withArticle).join(' or ')}, but is ${withArticle(actual)}`;
    }
    case 'required':
    case 'dependentRequired':
      return `missing required field: ${pathName([...path, String(params['missingProperty'])])}`;
    case 'additionalProperties':
    case 'unevaluatedProperties': {
      const extra = params['additionalProperty'] ?? params['unevaluatedProperty'];
      return `${pathName([...path, String(extra)])} is not allowed`;
    }
    case 'enum':
      return `${name} must be one of ${clip((params['allowedValues'] as unknown[]).map(json).join(', '))}`;
    case 'const':
      return `${name} must be ${clip(json(params['allowedValue']))}`;
    case 'false schema':
      return `${name} is not allowed`;
    default:
      return `${name} ${message ?? 'is not as expected'}`;
  }
}

/** A path as people write it: `payload.items[3]["a b"]`. */
function pathName(path: readonly string[]): string {
  if (path.length === 0) return 'the event';
  const name = path.map((part, i) => {
    if (i > 0 && /^\d+$/.test(part)) return `[${part}]`;
    if (!/^[\p{L}_$][\p{L}\p{N}_$-]*$/u.test(part)) return `[${JSON.stringify(part)}]`;
    return i === 0 ? part : `.${part}`;
  });
  return clip(name.join(''));
}

function withArticle(type: string): string {
  if (type === 'null') return type;
  return `${/^[aio]/.test(type) ? 'an' : 'a'} ${type}`;
}

function json(value: unknown): string {
  return JSON.stringify(value);
}

function unescaped(name: string): string {
  return name.replaceAll('~1', '/').replaceAll('~0', '~');
}

function clip(text: string): string {
  return text.length <= MAX_PART_LENGTH ? text : `${text.slice(0, MAX_PART_LENGTH - 1)}…`;
}
