import type { Command } from '../command.js';
import { followJob } from '../progress/follow-job.js';
import { ONE_JOB_ID, SHOWS } from './remote-options.js';

export const redriveWatch: Command = {
  name: 'redrive watch',
  summary: 'Follows a job to its end; Ctrl-C leaves the job running',
  about: [
    'It ends with 0 where every member was done, 3 where some failed or were not tried, 1 where none was done, and 130',
    'after Ctrl-C. A service that does not answer is asked again for five minutes.',
    '-o jsonl prints each state of the job as a line.',
  ],
  takes: ONE_JOB_ID,
  options: SHOWS,
  examples: ['cxone-dlq redrive watch $done_job_id'],
  async run({ positionals, output, client, world }) {
    const api = await client();
    const job = await api.get('/api/v1/dlq/redrives/{job_id}', { path: { job_id: positionals[0]! } });
    return followJob(job, { api, output, world });
  },
};
