import { call, get } from '../../api/client.js';
import { ApiProblem } from '../../api/problem.js';
import type { Group, Note, NoteRequest } from '../../api/types.js';
import { invalidate } from '../../state/query-cache.js';

/** How saving a note ended. `conflict`: somebody else has written one meanwhile; `theirs` is what is there now. */
export type Saved = { outcome: 'saved' } | { outcome: 'conflict'; theirs: Note | null };

/**
 * Saves the note of a cause under the note that the person has seen.
 *
 * @param seen `null`: there was none
 * @throws ApiProblem, NoAnswer
 */
export async function saveNote(fingerprint: string, body: NoteRequest, seen: Note | null): Promise<Saved> {
  try {
    const ifMatch = seen === null ? null : seen.etag;
    await call('put', '/api/v1/dlq/groups/{fingerprint}/note', { path: { fingerprint }, body, ifMatch });
  } catch (error) {
    if (!(error instanceof ApiProblem) || (error.status !== 412 && error.status !== 409)) throw error;
    return { outcome: 'conflict', theirs: await noteNow(fingerprint) };
  } finally {
    invalidate('groups');
  }
  return { outcome: 'saved' };
}

async function noteNow(fingerprint: string): Promise<Note | null> {
  const { items } = await get('/api/v1/dlq/groups', { query: { group: [fingerprint], limit: 1 } });
  const group: Group | undefined = items[0];
  return group?.note ?? null;
}
