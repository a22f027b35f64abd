import { readTime } from '../domain/event/read-time.js';
import { elementsOf, jsonString, memberOf, withMembers, type JsonText } from '../domain/json/json-text.js';
import { EDIT_KINDS, type Edit } from '../domain/letter/dead-letter.js';
import { rfc3339 } from '../domain/text/rfc3339.js';
import { auditIdFrom, auditIdTo, object, text } from './record-parts.js';

/** The stored form of edits, as text: a patch keeps its digits. */
export function editsTo(edits: readonly Edit[]): string {
  return `[${edits.map(editTo).join(',')}]`;
}

function editTo({ at, by, kind, reason, jobId, patch, ...more }: Edit): string {
  const members = {
    at: rfc3339(at),
    by,
    kind,
    ...auditIdTo(more),
    ...(jobId ? { job_id: jobId } : {}),
    ...(reason ? { reason } : {}),
  };
  const edit = JSON.stringify(members);
  return patch ? `${edit.slice(0, -1)},${jsonString('patch')}:${patch}}` : edit;
}

/**
 * @param json the member `edits` of a record; absent in older ones
 * @throws Error naming the member that is not as it should be.
 */
export function editsFrom(json: JsonText | undefined): Edit[] {
  if (json === undefined || json === 'null') return [];
  if (json[0] !== '[') throw new Error('edits: expected an array');
  return elementsOf(json).map((item) => {
    if (item[0] !== '{') throw new Error('edits: expected an object');
    const edit = object('edits', JSON.parse(withMembers(item, [], 'patch').text));
    const [reason, jobId, patch] = [text(edit.reason), text(edit.job_id), memberOf(item, 'patch')];
    return {
      at: readTime(text(edit.at) ?? '') ?? 0,
      by: text(edit.by) ?? '',
      kind: EDIT_KINDS.find((kind) => kind === edit.kind) ?? 'hand',
      ...auditIdFrom(edit),
      ...(reason === null ? {} : { reason }),
      ...(jobId === null ? {} : { jobId }),
      ...(patch === undefined || patch === 'null' ? {} : { patch }),
    };
  });
}
