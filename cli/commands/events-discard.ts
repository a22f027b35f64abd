import { confirm } from '../ask/confirm.js';
import type { Command } from '../command.js';
import { counted } from '../output/words.js';
import { eachRecord } from './each-record.js';
import { reasonOf } from './reason.js';
import { ASKS, TRACE_IDS } from './remote-options.js';

export const eventsDiscard: Command = {
  name: 'events discard',
  summary: 'Gives dead letters up; they are kept for DISCARDED_RETENTION_DAYS',
  about: ['For all that a filter takes: redrive plan --action discard.'],
  takes: TRACE_IDS,
  options: ASKS,
  examples: ["cxone-dlq events discard $trace_id --reason 'a test of the sender' --yes"],
  async run({ positionals, values, output, client, world }) {
    const api = await client();
    await confirm(`Discard ${counted(positionals.length, 'dead letter')}?`, values, world);
    return eachRecord(positionals, output, async (traceId) => {
      await api.post('/api/v1/dlq/events/{trace_id}/discard', {
        path: { trace_id: traceId },
        body: reasonOf(values),
      });
      return { outcome: 'discarded', ok: true };
    });
  },
};
