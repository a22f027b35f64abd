import { useState } from 'preact/hooks';
import { call } from '../../api/client.js';
import type { ApiProblem } from '../../api/problem.js';
import { Button } from '../../ui/button.js';
import { CopyButton } from '../../ui/copy-button.js';
import { announce } from '../../ui/live-region.js';
import { PageHeader } from '../../ui/page-header.js';
import { changed, endOf, type Ended } from './actions.js';
import { ReasonDialog } from './reason-dialog.js';
import { keyOf } from './record.js';

/** A record whose bytes are not what its digest says. It is repaired with an S3 tool, or accepted as it stands. */
export function CorruptRecord({
  traceId,
  problem,
  onAccepted,
}: {
  traceId: string;
  problem: ApiProblem;
  onAccepted: (ended: Ended) => void;
}) {
  const [asking, setAsking] = useState(false);
  const key = keyOf(traceId);
  return (
    <>
      <PageHeader
        title="Corrupt record"
        actions={
          <Button needs="operator" onClick={() => setAsking(true)}>
            Accept it as it stands
          </Button>
        }
      >
        <code>{traceId}</code> <CopyButton label="Copy the trace id" text={traceId} />
      </PageHeader>
      <div class="stack">
        <p class="notice notice-bad">{problem.detail}</p>
        <p>
          The service does not process it, and does not delete it. Look at the object in the store. Where
          somebody repaired it on purpose, accept it.
        </p>
        {key !== null && (
          <p>
            <code>{key}</code> <CopyButton label="Copy the S3 key" text={key} />
          </p>
        )}
      </div>
      {asking && (
        <ReasonDialog
          title="Accept this record as it stands?"
          verb="Accept it"
          act={(reason) => accept(traceId, reason, onAccepted)}
          onClose={() => setAsking(false)}
        >
          It gets a new digest, and can be retried afterwards. Nothing is retried now.
        </ReasonDialog>
      )}
    </>
  );
}

async function accept(traceId: string, reason: string, onAccepted: (ended: Ended) => void): Promise<Ended> {
  try {
    await call('post', '/api/v1/dlq/events/{trace_id}/accept', {
      path: { trace_id: traceId },
      body: reason === '' ? {} : { reason },
    });
    changed(traceId);
    const ended: Ended = { kind: 'done', text: 'It is accepted as it stands, and can be retried.' };
    announce(ended.text);
    onAccepted(ended);
    return ended;
  } catch (error) {
    return await endOf(error, traceId);
  }
}
