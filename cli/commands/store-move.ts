import { randomUUID } from 'node:crypto';
import { parseEnv } from 'node:util';
import { confirm } from '../ask/confirm.js';
import type { Command, Invocation } from '../command.js';
import { OUTPUT, YES } from '../options/shared-options.js';
import { moveAdvice, moveJson, moveLines, progressLine } from '../output/move-lines.js';
import { counted } from '../output/words.js';
import { ProgressLine } from '../progress/progress-line.js';
import { CommandFailed, UsageError } from '../usage-error.js';
import type { ExitCode, World } from '../world.js';
import { builtService } from './built-service.js';

type Module = typeof import('../../src/store/move/store-move.command.js');
type MoveAnswer = Awaited<ReturnType<Module['storeMoveCommand']>>;
type CodecModule = typeof import('../../src/dlq/dead-letter.codec.js');
type ClockModule = typeof import('../../src/runtime/clock.js');

/** Between two lines of progress, milliseconds. */
const PROGRESS_MS = 200;

export const storeMove: Command = {
  name: 'store move',
  summary: 'Copies everything that a service keeps into another store; it needs no running service',
  about: [
    'It goes through both stores until nothing is left to do. Each copy is read back and compared by its digest.',
    'It only reads the source, and overwrites nothing that the target has changed. The same command continues it.',
    'Then stop the service of the source, and give the command once more. It ends with 0 where both are the same.',
    'The variables of docs/configuration.md reach S3, such as AWS_REGION. Where the stores need different ones, a file',
    'has all variables of one of them.',
  ],
  takes: [],
  options: {
    from: { value: 'DIR|s3://BUCKET', meaning: 'the source: a DATA_DIR, or a bucket' },
    to: { value: 'DIR|s3://BUCKET', meaning: 'the target' },
    'from-env': { value: 'FILE', meaning: 'of lines NAME=value, the variables for the source alone' },
    'to-env': { value: 'FILE', meaning: 'the same for the target' },
    'dry-run': { meaning: 'says what would be copied, and writes nothing' },
    'remove-gone': {
      meaning:
        'removes copies from the target whose object is gone from the source, such as events that passed since',
    },
    ...YES,
    ...OUTPUT,
  },
  examples: [
    'cxone-dlq store move --from ./data --to s3://cxone-dlq-events --dry-run',
    'cxone-dlq store move --from ./data --to s3://cxone-dlq-events --remove-gone --yes',
  ],
  async run(invocation) {
    const { values, world, output } = invocation;
    output.allow('table', 'json');
    const from = { place: values.wanted('from'), env: await envOf(invocation, 'from-env') };
    const to = { place: values.wanted('to'), env: await envOf(invocation, 'to-env') };
    const progress = new ProgressLine(world.err);
    try {
      const answer = await moved(invocation, { from, to }, progress);
      await progress.clear();
      await output.one(moveJson(answer), () => moveLines(answer));
      for (const line of moveAdvice(answer)) await output.note(line);
      return exitCodeOf(answer);
    } catch (error) {
      await progress.clear();
      throw told(error);
    }
  },
};

async function moved(
  { values, world }: Invocation,
  places: Pick<Parameters<Module['storeMoveCommand']>[0], 'from' | 'to'>,
  progress: ProgressLine,
): Promise<MoveAnswer> {
  const { storeMoveCommand } = await builtService<Module>('store/move/store-move.command.js');
  const { decodeRecord } = await builtService<CodecModule>('dlq/dead-letter.codec.js');
  const { SystemClock } = await builtService<ClockModule>('runtime/clock.js');
  const mayRemove = async (count: number) => {
    await progress.clear();
    await confirm(`Remove ${counted(count, 'copy', 'copies')} from ${places.to.place}?`, values, world);
  };
  let shownAt = 0;
  return storeMoveCommand({
    ...places,
    dryRun: values.flag('dry-run'),
    mayRemove: values.flag('remove-gone') ? mayRemove : null,
    clock: new SystemClock(),
    run: randomUUID(),
    signal: world.interrupted,
    corruption: (key, bytes, metadata) => {
      if (!key.startsWith('dlq/')) return null;
      const decoded = decodeRecord(key, bytes, metadata);
      return decoded.kind === 'corrupt' ? decoded.reason : null;
    },
    onProgress: (tally) => {
      if (world.now() - shownAt < PROGRESS_MS) return;
      shownAt = world.now();
      void progress.show(progressLine(tally));
    },
  });
}

/** The variables of one end: those of the process, or those of a file alone. */
async function envOf({ values, world }: Invocation, option: string): Promise<World['env']> {
  const file = values.text(option);
  if (file === undefined) return world.env;
  const text = await world.readFile(file).catch((error: NodeJS.ErrnoException) => {
    throw new UsageError(`--${option}: expected a file that can be read (${error.code})`);
  });
  return parseEnv(text);
}

function exitCodeOf({ state, latest: { found }, sourceInUse }: MoveAnswer): ExitCode {
  if (state === 'interrupted') return 130;
  const { corrupt: _, ...open } = found;
  const isOpen = Object.values(open).some((count) => count > 0);
  const isDone = state === 'planned' || (state === 'settled' && sourceInUse !== true);
  return isDone && !isOpen ? 0 : 3;
}

/** The classes of errors are those of the built service, so their names tell them apart. */
function told(error: unknown): unknown {
  if (!(error instanceof Error)) return error;
  if (error.name === 'MoveRefused') return new UsageError(error.message);
  if (!['MoveStopped', 'StoreError', 'StoreRefused'].includes(error.name)) return error;
  return new CommandFailed(error.message);
}
