import { useEffect, useState } from 'preact/hooks';
import { get } from '../../api/client.js';
import { followStream, type StreamEvent } from '../../api/event-stream.js';
import type { Job } from '../../api/types.js';
import { useQuery, type Query } from '../../state/use-query.js';
import { isOver } from './job-words.js';

/** While the stream is broken off, or refused because too many are open. */
const POLL_MS = 3_000;
const SELDOM_MS = 60_000;

/** A job as it is now: told by the job's stream while it works, and asked for where the stream is silent. */
export function useJob(jobId: string): Query<Job> {
  const [told, setTold] = useState<Job | null>(null);
  const [streaming, setStreaming] = useState(false);
  const [settled, setSettled] = useState(false);
  const query = useQuery(
    `jobs/one/${jobId}`,
    (signal) => get('/api/v1/dlq/redrives/{job_id}', { path: { job_id: jobId }, signal }),
    streaming || settled ? SELDOM_MS : POLL_MS,
  );
  const asked = query.data;
  const live = asked !== undefined && (asked.state === 'running' || asked.state === 'paused');
  useEffect(() => {
    if (!live) return;
    const ending = new AbortController();
    const url = `/api/v1/dlq/redrives/${encodeURIComponent(jobId)}/stream`;
    const onEvent = ({ event, data }: StreamEvent) => {
      if (event !== 'progress') return;
      setStreaming(true);
      setTold(JSON.parse(data) as Job);
    };
    const follow = followStream(url, ending.signal, onEvent, () => setStreaming(false));
    void follow
      .catch(() => undefined)
      .then(() => {
        if (ending.signal.aborted) return;
        setStreaming(false);
        query.refresh();
      });
    return () => {
      ending.abort();
      setStreaming(false);
    };
  }, [jobId, live]);
  // An answer that was asked for after a change is newer than what the stream told before it.
  useEffect(() => setTold(null), [query.asOf, jobId]);
  const job = told ?? asked;
  const over = job !== undefined && isOver(job);
  useEffect(() => setSettled(over), [over]);
  return told === null ? query : { ...query, data: told, stale: false };
}
