import { useState } from 'preact/hooks';
import { call } from '../../api/client.js';
import { hrefOf, navigate } from '../../router/location.js';
import { invalidate } from '../../state/query-cache.js';
import { Button } from '../../ui/button.js';
import { DangerDialog } from '../../ui/danger-dialog.js';
import { count, counted } from '../../ui/format.js';
import { toast } from '../../ui/toast.js';
import { deletionOf, type Deletion } from './deletion.js';
import { whyReadOnly, type FileInForce } from './set-query.js';

/** Takes a file out of the set in force. @param forgetDraft what the person wrote of it goes as well */
export function DeleteButton(props: { file: string; inForce: FileInForce; forgetDraft: () => void }) {
  const { file, inForce, forgetDraft } = props;
  // As the set was when the person asked: one that somebody puts meanwhile is not changed unseen.
  const [asked, setAsked] = useState<(Deletion & { etag: string }) | null>(null);
  const deletion = deletionOf(file, inForce.set);
  const remove = async (reason: string) => {
    try {
      await call('delete', '/api/v1/schemas/files/{name}', {
        path: { name: file },
        query: reason === '' ? {} : { reason },
        ifMatch: asked!.etag,
      });
    } finally {
      // Also after a refusal: somebody else may have changed the set.
      invalidate('schemas');
    }
    forgetDraft();
    invalidate('groups');
    toast(`${file} is deleted. The history has the set before.`);
    navigate('/schemas');
  };
  return (
    <>
      <Button
        needs="admin"
        disabledFor={whyReadOnly(inForce.set) ?? deletion.whyNot}
        onClick={() => setAsked({ ...deletion, etag: inForce.etag })}
      >
        Delete…
      </Button>
      {asked !== null && (
        <DangerDialog
          title={`Delete ${file}?`}
          number={Math.max(1, asked.unresolved)}
          noun={asked.unresolved > 0 ? 'event' : 'file'}
          verb={asked.unresolved > 0 ? 'Delete, with no schema left for' : 'Delete'}
          act={remove}
          onClose={() => setAsked(null)}
        >
          <div class="stack">
            <p>{asked.does} Every process takes the change within 5 s.</p>
            {asked.unresolved > 0 && (
              <p class="notice notice-warning">
                {counted(asked.unresolved, 'event')} in the queue {asked.unresolved === 1 ? 'is' : 'are'} of
                this version, and {asked.unresolved === 1 ? 'fails' : `all ${count(asked.unresolved)} fail`}{' '}
                then, however often {asked.unresolved === 1 ? 'it is' : 'they are'} retried.{' '}
                <a href={hrefOf(`/events?schema_version=${encodeURIComponent(asked.version ?? '')}`)}>
                  Look at them
                </a>
              </p>
            )}
            <p>The set that is in force now stays in the history: you can roll back to it.</p>
          </div>
        </DangerDialog>
      )}
    </>
  );
}
