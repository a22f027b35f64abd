import { useState } from 'preact/hooks';
import { call } from '../../api/client.js';
import type { Job } from '../../api/types.js';
import { navigate } from '../../router/location.js';
import { invalidate } from '../../state/query-cache.js';
import { Button } from '../../ui/button.js';
import { DangerDialog } from '../../ui/danger-dialog.js';
import { toast } from '../../ui/toast.js';

const UNDOABLE: readonly Job['state'][] = ['completed', 'cancelled', 'stopped'];

/** Puts back what a job has corrected, by a job of its own. Nothing where the job does not correct. */
export function UndoButton({ job }: { job: Job }) {
  const [asking, setAsking] = useState(false);
  if (job.action !== 'correct') return null;
  const undo = async (reason: string) => {
    const { body } = await call('post', '/api/v1/dlq/redrives/{job_id}/undo', {
      path: { job_id: job.job_id },
      body: reason === '' ? {} : { reason },
    });
    invalidate('jobs');
    toast('The corrections are being undone');
    navigate(`/jobs/${body.job_id}`);
  };
  return (
    <>
      <Button
        needs="operator"
        disabledFor={UNDOABLE.includes(job.state) ? null : 'The job has not ended'}
        onClick={() => setAsking(true)}
      >
        Undo the corrections…
      </Button>
      {asking && (
        <DangerDialog
          title="Undo the corrections of this job?"
          number={job.total}
          noun="event"
          verb="Undo: look at"
          act={undo}
          onClose={() => setAsking(false)}
        >
          A job of its own looks at these events. Where the event is still in the queue and nobody has changed
          it since, what arrived is put back. What was delivered stays delivered. Nothing is retried.
        </DangerDialog>
      )}
    </>
  );
}
