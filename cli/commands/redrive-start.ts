import { confirm } from '../ask/confirm.js';
import type { Command } from '../command.js';
import { jobLines, jobQuestion, nextFor } from '../output/job-lines.js';
import { followJob } from '../progress/follow-job.js';
import { reasonOf } from './reason.js';
import { ASKS, ONE_JOB_ID } from './remote-options.js';

export const redriveStart: Command = {
  name: 'redrive start',
  summary: 'Starts a planned job',
  takes: ONE_JOB_ID,
  options: {
    'expected-count': { value: 'N', meaning: 'refuses to start where not so many match now' },
    watch: { meaning: 'follows the job to its end, as redrive watch does' },
    ...ASKS,
  },
  examples: ["cxone-dlq redrive start $job_id --expected-count 1 --reason 'the CRM is up again' --yes"],
  async run({ positionals, values, output, client, world }) {
    const api = await client();
    const path = { job_id: positionals[0]! };
    const planned = await api.get('/api/v1/dlq/redrives/{job_id}', { path });
    const expected = values.count('expected-count');
    await confirm(jobQuestion(planned, 'Start'), values, world);
    const job = await api.post('/api/v1/dlq/redrives/{job_id}/start', {
      path,
      body: { ...reasonOf(values), ...(expected !== undefined && { expected_count: expected }) },
    });
    if (values.flag('watch')) return followJob(job, { api, output, world });
    await output.one(job, () => jobLines(job, output));
    const next = nextFor(job);
    if (output.form === 'table' && next !== null) await output.note(`Follow it with: ${next}`);
    return 0;
  },
};
