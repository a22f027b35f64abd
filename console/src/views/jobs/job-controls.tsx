import { useState } from 'preact/hooks';
import { call } from '../../api/client.js';
import { sentenceWithFields } from '../../api/problem.js';
import type { Job } from '../../api/types.js';
import { invalidate } from '../../state/query-cache.js';
import { Button } from '../../ui/button.js';
import { DangerDialog } from '../../ui/danger-dialog.js';
import { Field } from '../../ui/field.js';
import { ReasonField } from '../../ui/reason-field.js';
import { counted } from '../../ui/format.js';
import { toast } from '../../ui/toast.js';
import { actionWords, isOver } from './job-words.js';

type Command = 'pause' | 'resume' | 'cancel';

const DONE: Record<Command, string> = { pause: 'Paused', resume: 'Goes on', cancel: 'Cancelled' };

/** Pace, pause, resume and cancel. */
export function JobControls({ job }: { job: Job }) {
  const [rate, setRate] = useState<string | null>(null);
  const [concurrency, setConcurrency] = useState<string | null>(null);
  const [reason, setReason] = useState('');
  const [busy, setBusy] = useState<string | null>(null);
  const [failure, setFailure] = useState<string | null>(null);
  // How many were left when the person asked: the job goes on, and nobody could type a number that falls.
  const [cancelling, setCancelling] = useState<number | null>(null);
  if (isOver(job) || job.state === 'completed' || job.state === 'cancelled') return null;

  const path = { job_id: job.job_id };
  const why = (text: string) => (text.trim() === '' ? {} : { reason: text.trim() });
  const command = async (name: Command, text: string) => {
    await call('post', `/api/v1/dlq/redrives/{job_id}/${name}`, { path, body: why(text) });
    done(DONE[name]);
  };
  const setPace = async () => {
    const body = {
      rate_per_second: Number(rate ?? job.rate_per_second),
      concurrency: Number(concurrency ?? job.concurrency),
      ...why(reason),
    };
    await call('patch', '/api/v1/dlq/redrives/{job_id}', { path, body });
    setRate(null);
    setConcurrency(null);
    done(`Now ${body.rate_per_second} a second, ${body.concurrency} at once`);
  };
  const done = (text: string) => {
    setReason('');
    toast(text);
    invalidate('jobs');
  };
  const act = async (name: string, run: () => Promise<void>) => {
    if (busy !== null) return;
    setBusy(name);
    setFailure(null);
    await run().catch((error: unknown) => setFailure(sentenceWithFields(error)));
    setBusy(null);
  };
  const goesOn = job.state === 'paused' || job.state === 'stopped';
  return (
    <form
      class="stack-tight"
      aria-label="Control the job"
      onSubmit={(event) => {
        event.preventDefault();
        void act('pace', setPace);
      }}
    >
      <div class="job-controls">
        {goesOn ? (
          <Button
            kind="primary"
            icon="play"
            needs={actionWords(job.action).needs}
            busy={busy === 'resume'}
            onClick={() => void act('resume', () => command('resume', reason))}
          >
            Resume
          </Button>
        ) : (
          <Button
            icon="pause"
            needs="operator"
            busy={busy === 'pause'}
            onClick={() => void act('pause', () => command('pause', reason))}
          >
            Pause
          </Button>
        )}
        <Button
          kind="danger"
          icon="stop"
          needs="operator"
          onClick={() => setCancelling(Math.max(job.total - job.done, 0))}
        >
          Cancel the job…
        </Button>
        <span class="spacer" />
        <PaceField label="Events a second" value={rate ?? String(job.rate_per_second)} set={setRate} />
        <PaceField label="At once" value={concurrency ?? String(job.concurrency)} set={setConcurrency} />
        <Button
          type="submit"
          needs="operator"
          busy={busy === 'pace'}
          disabledFor={rate === null && concurrency === null ? 'It is this pace already' : null}
        >
          Set the pace
        </Button>
      </div>
      <ReasonField class="job-reason" value={reason} onChange={setReason} />
      {failure !== null && (
        <p class="notice notice-bad" role="alert">
          {failure}
        </p>
      )}
      {cancelling !== null && (
        <DangerDialog
          title="Cancel this job?"
          number={cancelling}
          noun="event"
          verb="Cancel, and leave out"
          onClose={() => setCancelling(null)}
          act={(text) => command('cancel', text)}
        >
          What the job has not come to yet, at most {counted(cancelling, 'event')}, is not tried and stays as
          it is. What has begun comes to its end. A cancelled job cannot be resumed; you can plan another one.
        </DangerDialog>
      )}
    </form>
  );
}

function PaceField(props: { label: string; value: string; set: (value: string) => void }) {
  return (
    <Field label={props.label}>
      {(id) => (
        <input
          id={id}
          class="input"
          inputMode="decimal"
          autocomplete="off"
          value={props.value}
          onInput={({ currentTarget }) => props.set(currentTarget.value)}
        />
      )}
    </Field>
  );
}
