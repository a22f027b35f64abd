import { useState } from 'preact/hooks';
import { sentenceOf } from '../../api/problem.js';
import { send } from '../../api/send.js';
import { Button } from '../../ui/button.js';
import { saveFile } from './save-file.js';

/** Downloads the report of a job: one line of JSON a member. */
export function ReportButton({ jobId }: { jobId: string }) {
  const [busy, setBusy] = useState(false);
  const [failure, setFailure] = useState<string | null>(null);
  const download = async () => {
    setBusy(true);
    setFailure(null);
    try {
      // By a call and not by a link, since a link does not send the key of this tab.
      const url = `/api/v1/dlq/redrives/${encodeURIComponent(jobId)}/report`;
      const answer = await send({ method: 'GET', url, headers: { accept: 'application/x-ndjson' } });
      saveFile(await answer.blob(), `${jobId}.ndjson`);
    } catch (error) {
      setFailure(sentenceOf(error));
    } finally {
      setBusy(false);
    }
  };
  return (
    <>
      <Button icon="down" busy={busy} onClick={() => void download()}>
        Report
      </Button>
      {failure !== null && <span role="alert">{failure}</span>}
    </>
  );
}
