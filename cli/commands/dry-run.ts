import { basename } from 'node:path';
import type { AnswerOf } from '../api/operation.js';
import type { Command } from '../command.js';
import { FILTERS, filterOf } from '../options/filters.js';
import type { Values } from '../options/values.js';
import type { Output } from '../output/output.js';
import { plain } from '../output/plain-text.js';
import { counted } from '../output/words.js';
import { UsageError } from '../usage-error.js';
import type { ExitCode, World } from '../world.js';
import { fileText } from './patch-text.js';
import { SHOWS } from './remote-options.js';
import { schemaFileOf } from './schema-name.js';

type Tried = AnswerOf<'/api/v1/dlq/dry-run', 'post'>;

/** A file of the schemas as it would be put. */
interface SchemaDraft {
  draft_file: string;
  draft: string;
}

export const dryRun: Command = {
  name: 'dry-run',
  summary: 'Says of a sample of dead letters what retries would do; nothing is sent or changed',
  about: [
    'With --draft-file the sample is tried as if that file were in force: a schema, an upcaster or the registry file.',
    'It is checked with the whole set, as schemas put does, and needs the role admin. --draft says which version or',
    'file it would be, where the name of the file does not.',
    'It ends with 0 where all that were tried would pass, with 3 where some would, with 1 where none would.',
  ],
  takes: [],
  options: {
    sample: { value: 'N', meaning: 'at most so many are tried (100)' },
    'draft-file': {
      value: 'FILE',
      meaning: 'a file of the schemas that is not in force; - for standard input',
    },
    draft: { value: 'NAME', meaning: 'its version, such as v2.2, or its name in the set' },
    ...FILTERS,
    ...SHOWS,
  },
  examples: [
    'cxone-dlq dry-run --group $fingerprint',
    'cxone-dlq dry-run --schema-version v9.9 --draft-file schemas/v2.1.schema.json --draft v9.9',
  ],
  async run({ values, output, client, world }) {
    const draft = await draftOf(values, world);
    const tried = await (
      await client()
    ).post('/api/v1/dlq/dry-run', {
      body: { ...filterOf(values), sample: values.count('sample', 1), ...draft },
    });
    await output.one(tried, () => triedLines(tried, draft, output));
    return exitCodeOf(tried);
  },
};

/** @returns `null`: the set in force is asked. @throws UsageError */
async function draftOf(
  values: Values,
  world: Pick<World, 'readFile' | 'input'>,
): Promise<SchemaDraft | null> {
  const [path, name] = [values.text('draft-file'), values.text('draft')];
  if (path === undefined && name === undefined) return null;
  if (path === undefined) throw new UsageError('--draft-file: expected the file that --draft names');
  if (path === '-' && name === undefined)
    throw new UsageError('--draft: expected a version or a name of a file');
  const draft = path === '-' ? await world.input.all() : await fileText(path, '--draft-file', world);
  return { draft_file: schemaFileOf(name ?? basename(path)), draft };
}

function triedLines(tried: Tried, draft: SchemaDraft | null, { paint }: Output): string[] {
  const { sampled, matching, unread, would_pass: pass, would_fail: fail, by_cause: causes } = tried;
  if (matching === 0) return ['No dead letter matches.'];
  const by =
    draft === null ? 'the schemas in force' : `the draft of ${draft.draft_file}, which is not in force`;
  return [
    paint(
      'bold',
      `${pass} of ${counted(sampled, 'dead letter')} tried would pass with ${by}; ${fail} would fail.`,
    ),
    ...(sampled < matching ? [`The sample is of ${counted(matching, 'dead letter')}.`] : []),
    ...(unread > 0 ? [`${counted(unread, 'dead letter')} could not be read.`] : []),
    ...causes.map(({ count, error, example_trace_id: id }) => `  ${count} x ${plain(error)}, such as ${id}`),
    ...(pass > 0 ? ['Targets were not asked.'] : []),
  ];
}

function exitCodeOf({ would_pass: pass, would_fail: fail }: Tried): ExitCode {
  if (fail === 0) return 0;
  return pass > 0 ? 3 : 1;
}
