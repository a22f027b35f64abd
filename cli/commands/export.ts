import { reasonInside } from '../api/problem.js';
import type { Command } from '../command.js';
import { FILTERS, filterOf, queryOf } from '../options/filters.js';
import { CONNECTION } from '../options/shared-options.js';
import { counted } from '../output/words.js';
import { CommandFailed } from '../usage-error.js';

/** Bytes of the end of an export that are kept, to see whether it is whole. */
const TAIL_BYTES = 4_096;

export const exportCommand: Command = {
  name: 'export',
  summary: 'Writes all dead letters that a filter takes, however many there are',
  about: [
    'ndjson has a record on each line, masked, and a last line that says whether the export is whole.',
    'An export that broke off ends with 3, and says how to go on.',
  ],
  takes: [],
  options: {
    ...FILTERS,
    format: { value: 'FORMAT', choices: ['ndjson', 'csv'], meaning: 'ndjson or csv (ndjson)' },
    after: { value: 'TRACE_ID', meaning: 'goes on behind this dead letter' },
    out: { value: 'FILE', meaning: 'the file to write (standard output)' },
    ...CONNECTION,
  },
  examples: ['cxone-dlq export --status parked', 'cxone-dlq export --format csv --tenant-id t_1'],
  async run({ values, output, client, world }) {
    const api = await client();
    const format = values.text('format') ?? 'ndjson';
    const query = { ...queryOf(filterOf(values)), format, after: values.text('after') };
    const { body } = await api.send('get', '/api/v1/dlq/export', { query, headers: { accept: '*/*' } });
    const path = values.text('out');
    const file = path === undefined ? null : await opened(path);
    let end = Buffer.alloc(0);
    let isWhole = true;
    let reason = 'it has no last line';
    try {
      for await (const piece of body ?? []) {
        await (file ?? world.out).write(piece);
        end = Buffer.concat([end, piece]).subarray(-TAIL_BYTES);
      }
    } catch (error) {
      isWhole = false;
      reason = reasonInside(error);
    } finally {
      await file?.close();
    }
    const exported = format === 'csv' ? null : countIn(end.toString());
    if (isWhole && (format === 'csv' || exported !== null)) {
      if (exported !== null) await output.note(`${counted(exported, 'dead letter')} exported.`);
      return 0;
    }
    await output.note(
      `The export broke off (${reason}). Go on behind the last trace id that is whole, into another file: --after TRACE_ID`,
    );
    return 3;

    async function opened(path: string) {
      return world.openFile(path).catch((error: NodeJS.ErrnoException) => {
        throw new CommandFailed(`--out: ${path} cannot be written (${error.code})`);
      });
    }
  },
};

/** @returns how many were exported, by the last line of a whole export */
function countIn(end: string): number | null {
  const line = end.trimEnd().split('\n').at(-1) ?? '';
  const [, count] = /^\{"exported":(\d+),"complete":true\}$/.exec(line) ?? [];
  return count === undefined ? null : Number(count);
}
