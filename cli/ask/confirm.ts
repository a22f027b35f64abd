import type { Values } from '../options/values.js';
import { CommandFailed, UsageError } from '../usage-error.js';
import type { World } from '../world.js';

/**
 * Asks before something is changed. `--yes` answers.
 *
 * @param question with the count, such as `Retry 12 dead letters?`
 * @throws UsageError where nobody can be asked, CommandFailed where the person says no
 */
export async function confirm(
  question: string,
  values: Values,
  { input, err }: Pick<World, 'input' | 'err'>,
): Promise<void> {
  if (values.flag('yes')) return;
  if (!input.isTerminal) {
    throw new UsageError(
      `${question} Nobody can be asked here, since standard input is no terminal: give --yes.`,
    );
  }
  await err.write(`${question} [y/N] `);
  const answer = await input.line();
  if (!/^y(es)?$/i.test(answer?.trim() ?? '')) throw new CommandFailed('Nothing was changed.');
}
