import type { Command } from '../command.js';
import { briefLines } from '../triage/brief-lines.js';
import { collectBrief } from '../triage/brief.js';
import { SHOWS } from './remote-options.js';

export const triage: Command = {
  name: 'triage',
  summary:
    "The shift's brief: health, new causes, what changed before, what would pass now, what to type next",
  about: ['Nothing is changed: what would pass is told by dry runs of samples, which ask no target.'],
  takes: [],
  options: SHOWS,
  examples: ['cxone-dlq triage'],
  async run({ output, client, world }) {
    output.allow('table', 'json');
    const now = world.now();
    const brief = await collectBrief(await client(), now);
    await output.one(brief, () => briefLines(brief, now, world.out.columns, output));
    return 0;
  },
};
