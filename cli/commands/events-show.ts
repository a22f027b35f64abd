import type { Command } from '../command.js';
import { recordLines } from '../output/record-lines.js';
import { ONE_TRACE_ID, SHOWS } from './remote-options.js';

export const eventsShow: Command = {
  name: 'events show',
  summary: 'Shows one dead letter: why it failed, what was tried, and the event',
  about: ['-o json shows the record as the service answers it, with every digit.'],
  takes: ONE_TRACE_ID,
  options: SHOWS,
  examples: ['cxone-dlq events show $trace_id', 'cxone-dlq events show $trace_id -o json'],
  async run({ positionals, output, client }) {
    const path = { trace_id: positionals[0]! };
    const { text } = await (await client()).call('get', '/api/v1/dlq/events/{trace_id}', { path });
    if (output.form === 'table') await output.lines(recordLines(text, output));
    else await output.text(text);
    return 0;
  },
};
