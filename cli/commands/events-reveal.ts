import type { Command } from '../command.js';
import { recordLines } from '../output/record-lines.js';
import { CHANGES, ONE_TRACE_ID } from './remote-options.js';

export const eventsReveal: Command = {
  name: 'events reveal',
  summary: 'Shows one dead letter with the values that are masked; the audit keeps who saw it and why',
  takes: ONE_TRACE_ID,
  options: CHANGES,
  examples: ["cxone-dlq events reveal $trace_id --reason 'the customer asked what we hold'"],
  async run({ positionals, values, output, client }) {
    const { text } = await (
      await client()
    ).call('post', '/api/v1/dlq/events/{trace_id}/reveal', {
      path: { trace_id: positionals[0]! },
      body: { reason: values.wanted('reason') },
    });
    if (output.form === 'table') await output.lines(recordLines(text, output));
    else await output.text(text);
    return 0;
  },
};
