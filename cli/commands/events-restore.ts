import { confirm } from '../ask/confirm.js';
import type { Command } from '../command.js';
import { counted } from '../output/words.js';
import { eachRecord } from './each-record.js';
import { reasonOf } from './reason.js';
import { ASKS, TRACE_IDS } from './remote-options.js';

export const eventsRestore: Command = {
  name: 'events restore',
  summary: 'Takes discarded dead letters back; they are parked',
  about: ['For all that a filter takes: redrive plan --action restore.'],
  takes: TRACE_IDS,
  options: ASKS,
  examples: ["cxone-dlq events restore $trace_id --reason 'it was no test' --yes"],
  async run({ positionals, values, output, client, world }) {
    const api = await client();
    await confirm(`Restore ${counted(positionals.length, 'dead letter')}?`, values, world);
    return eachRecord(positionals, output, async (traceId) => {
      await api.post('/api/v1/dlq/events/{trace_id}/restore', {
        path: { trace_id: traceId },
        body: reasonOf(values),
      });
      return { outcome: 'restored', ok: true };
    });
  },
};
