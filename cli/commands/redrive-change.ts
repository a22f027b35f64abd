import { confirm } from '../ask/confirm.js';
import type { Command } from '../command.js';
import { jobLines, jobQuestion } from '../output/job-lines.js';
import { reasonOf } from './reason.js';
import { ASKS, CHANGES, ONE_JOB_ID } from './remote-options.js';

/** What changes the state of a job without more to say. */
interface Change {
  verb: 'pause' | 'resume' | 'cancel';
  summary: string;
  /** A cancelled job cannot go on, so a person is asked. */
  asks: boolean;
}

function changeCommand({ verb, summary, asks }: Change): Command {
  return {
    name: `redrive ${verb}`,
    summary,
    takes: ONE_JOB_ID,
    options: asks ? ASKS : CHANGES,
    examples: [`cxone-dlq redrive ${verb} $${verb}_job_id --reason 'the CRM asked'${asks ? ' --yes' : ''}`],
    async run({ positionals, values, output, client, world }) {
      const api = await client();
      const path = { job_id: positionals[0]! };
      if (asks) {
        const job = await api.get('/api/v1/dlq/redrives/{job_id}', { path });
        await confirm(jobQuestion(job, 'Cancel'), values, world);
      }
      const job = await api.post(`/api/v1/dlq/redrives/{job_id}/${verb}`, { path, body: reasonOf(values) });
      await output.one(job, () => jobLines(job, output));
      return 0;
    },
  };
}

export const redrivePause = changeCommand({
  verb: 'pause',
  summary: 'Pauses a job: what has begun ends, nothing else begins',
  asks: false,
});

export const redriveResume = changeCommand({
  verb: 'resume',
  summary: 'Lets a job that is paused or stopped go on',
  asks: false,
});

export const redriveCancel = changeCommand({
  verb: 'cancel',
  summary: 'Ends a job: what it has not tried stays as it is',
  asks: true,
});
