import type { OptionTable } from '../options/option.js';
import type { Values } from '../options/values.js';
import { UsageError } from '../usage-error.js';
import type { World } from '../world.js';
import { fileText } from './patch-text.js';

/** As many as one plan can name. */
const MOST_NAMED = 10_000;

const TRACE_ID = /^DLQ-(\d{13}-[0-9a-f]{32}|\d{19})$/;

export const TRACE_ID_FILE: OptionTable = {
  'trace-ids': { value: 'FILE', meaning: 'of trace ids, one a line or with spaces; - for standard input' },
};

/**
 * The trace ids that a person names, as words or in a file. Each is there once.
 *
 * @returns `null`: none are named
 * @throws UsageError where a file holds none, or something else
 */
export async function namedTraceIds(
  words: readonly string[],
  values: Values,
  world: Pick<World, 'readFile' | 'input'>,
): Promise<string[] | null> {
  const path = values.text('trace-ids');
  const inFile = path === undefined ? [] : await idsIn(path, world);
  const named = [...new Set([...words, ...inFile])];
  if (named.length > MOST_NAMED) {
    throw new UsageError(
      `expected at most ${MOST_NAMED} trace ids, and not ${named.length}; a filter takes any number`,
    );
  }
  return named.length === 0 ? null : named;
}

async function idsIn(path: string, world: Pick<World, 'readFile' | 'input'>): Promise<string[]> {
  const text = path === '-' ? await world.input.all() : await fileText(path, '--trace-ids', world);
  const ids = text.split(/\r?\n/).flatMap((line, index) =>
    line.split(/[\s,]+/).flatMap((word) => {
      if (word === '') return [];
      if (!TRACE_ID.test(word)) {
        throw new UsageError(
          `--trace-ids: expected trace ids such as DLQ-1729712345678-...; line ${index + 1} has another word`,
        );
      }
      return [word];
    }),
  );
  // Without any, the plan would be one for everything.
  if (ids.length === 0) throw new UsageError('--trace-ids: expected at least one trace id');
  return ids;
}
