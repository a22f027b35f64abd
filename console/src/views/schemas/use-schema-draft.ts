import { useDraft } from '../../state/draft.js';
import { includesRole, useMe } from '../../state/session.js';
import { whyReadOnly, type FileInForce } from './set-query.js';

/** What a person has written, and what it began from. */
interface Written {
  text: string;
  base: string;
  etag: string;
}

export interface SchemaDraft {
  /** `null`: nothing is written, or the person may not change the file. */
  own: Written | null;
  readOnly: boolean;
  /** Why nobody can change the file here; `null`: an admin can. */
  byFiles: string | null;
  setDraft: (next: Written) => void;
  forget: () => void;
}

/** The draft of one file of the set. */
export function useSchemaDraft(file: string, { set }: FileInForce): SchemaDraft {
  const [draft, setDraft, forget] = useDraft<Written | null>(`schema:${file}`, null);
  const isAdmin = includesRole(useMe()?.role, 'admin');
  const byFiles = whyReadOnly(set);
  const readOnly = byFiles !== null || !isAdmin;
  return { own: readOnly ? null : draft, readOnly, byFiles, setDraft, forget };
}
