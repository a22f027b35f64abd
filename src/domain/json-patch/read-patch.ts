import type { FieldProblem } from '../event/event.js';
import { depthOf, elementsOf, type JsonText, membersOf, plainString } from '../json/json-text.js';
import { isPointer } from './json-pointer.js';
import type { Patch, JsonPatchStep } from './patch.js';

/** Steps of one patch. Each goes through the event once more. */
export const MAX_STEPS = 200;

/** Characters of a patch: it is kept in the record and in the audit. */
export const MAX_PATCH_LENGTH = 262_144;

/** Levels of a patch. */
const MAX_DEPTH = 500;

const OPS = ['add', 'remove', 'replace', 'move', 'copy', 'test'] as const;

type Op = (typeof OPS)[number];

export type PatchReading = { patch: Patch } | { problems: FieldProblem[] };

/** Reads a JSON Patch (RFC 6902). Members of a step that its operation does not know are ignored, as section 4 has it. */
export function readJsonPatch(text: JsonText): PatchReading {
  const bounds = beyond(text);
  if (bounds !== null) return { problems: [bounds] };
  if (text[0] !== '[') return problem('patch', 'a list of steps (RFC 6902)');
  const elements = elementsOf(text);
  if (elements.length > MAX_STEPS) return problem('patch', `at most ${MAX_STEPS} steps`);
  const steps: JsonPatchStep[] = [];
  for (const [index, element] of elements.entries()) {
    const step = readStep(element, `patch[${index}]`);
    if ('expected' in step) return { problems: [step] };
    steps.push(step);
  }
  return { patch: { kind: 'steps', text, steps } };
}

/** Reads a merge patch (RFC 7396). One that is no object would replace the event by something else than an event. */
export function readMergePatch(text: JsonText): PatchReading {
  const bounds = beyond(text);
  if (bounds !== null) return { problems: [bounds] };
  return text[0] === '{' ? { patch: { kind: 'merge', text } } : problem('patch', 'an object (RFC 7396)');
}

function beyond(text: JsonText): FieldProblem | null {
  if (text.length > MAX_PATCH_LENGTH)
    return { field: 'patch', expected: `at most ${MAX_PATCH_LENGTH} characters` };
  return depthOf(text) > MAX_DEPTH
    ? { field: 'patch', expected: `at most ${MAX_DEPTH} levels of nesting` }
    : null;
}

function readStep(text: JsonText, field: string): JsonPatchStep | FieldProblem {
  if (text[0] !== '{') return { field, expected: 'an object with op and path' };
  const members = membersOf(text);
  const fields = new Map(members);
  const twice = ['op', 'path', 'from', 'value'].find(
    (name) => members.filter(([own]) => own === name).length > 1,
  );
  if (twice !== undefined) return { field: `${field}.${twice}`, expected: 'it once' };
  const op = opIn(fields.get('op'));
  if (op === null) return { field: `${field}.op`, expected: `one of ${OPS.join(', ')}` };
  const path = pointerIn(fields.get('path'));
  if (path === null) return { field: `${field}.path`, expected: POINTER };
  if (op === 'remove') return { op, path };
  if (op === 'move' || op === 'copy') {
    const from = pointerIn(fields.get('from'));
    return from === null ? { field: `${field}.from`, expected: POINTER } : { op, path, from };
  }
  const value = fields.get('value');
  return value === undefined ? { field: `${field}.value`, expected: 'a value' } : { op, path, value };
}

const POINTER = 'a JSON Pointer, such as /payload/interaction_id';

function opIn(text: JsonText | undefined): Op | null {
  const name = text?.[0] === '"' ? plainString(text) : null;
  return OPS.find((op) => op === name) ?? null;
}

function pointerIn(text: JsonText | undefined): string | null {
  const pointer = text?.[0] === '"' ? plainString(text) : null;
  return pointer !== null && isPointer(pointer) ? pointer : null;
}

function problem(field: string, expected: string): PatchReading {
  return { problems: [{ field, expected }] };
}
