import type { Command } from '../command.js';
import { briefLines } from '../triage/brief-lines.js';
import { collectBrief } from '../triage/brief.js';
import { SHOWS } from './remote-options.js';

export const triage: Command = {
  name: 'triage',
  summary:
    "The shift's brief: health, new causes, what changed before, what would pass now, what to type next",
  about: [
    'Nothing is changed: what would pass is told by dry runs of samples, which ask no target.',
    'What is refused or fails is named, and the rest is shown; it ends with 3 then.',
  ],
  takes: [],
  options: SHOWS,
  examples: ['cxone-dlq triage'],
  async run({ output, client, world }) {
    output.allow('table', 'json');
    const now = world.now();
    const brief = await collectBrief(await client(), now);
    await output.one(brief, () => briefLines(brief, now, output));
    return brief.missing.length === 0 ? 0 : 3;
  },
};
