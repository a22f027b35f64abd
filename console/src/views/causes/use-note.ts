import { useState } from 'preact/hooks';
import type { Group, NoteRequest } from '../../api/types.js';
import { toast } from '../../ui/toast.js';
import type { NoteDraft } from './note-dialog.js';
import { saveNote } from './save-note.js';

export interface NoteActions {
  /** The dialog that is open. */
  draft: NoteDraft | null;
  edit: (draft: NoteDraft | null) => void;
  /** Saves at once. Where the service wants more, or somebody wrote meanwhile, the dialog opens. */
  save: (group: Group, request: NoteRequest, done: string) => Promise<void>;
}

/** Changes of notes, by one click or by the dialog. */
export function useNote(): NoteActions {
  const [draft, edit] = useState<NoteDraft | null>(null);
  return {
    draft,
    edit,
    save: async (group, request, done) => {
      try {
        const saved = await saveNote(group.fingerprint, request, group.note);
        if (saved.outcome === 'saved') toast(done);
        else edit({ group, request, theirs: saved.theirs });
      } catch (error) {
        if (!(error instanceof Error)) throw error;
        edit({ group, request, failure: error });
      }
    },
  };
}
