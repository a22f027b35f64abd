import { connectionOf } from './access/connection.js';
import { linesOfNoAnswer, linesOfProblem } from './api/advice.js';
import { Client } from './api/client.js';
import { ApiProblem, NoAnswer } from './api/problem.js';
import { findCommand } from './find-command.js';
import type { Command } from './command.js';
import { COMMANDS } from './commands/command-table.js';
import { commandHelp } from './help/command-help.js';
import { programHelp } from './help/program-help.js';
import { HELP } from './options/shared-options.js';
import { parseOptions } from './options/parse-options.js';
import { Output } from './output/output.js';
import { plain } from './output/plain-text.js';
import { CommandFailed, UsageError } from './usage-error.js';
import type { ExitCode, World } from './world.js';

/** Runs the command that the arguments name. @returns the exit code */
export async function main(world: World): Promise<ExitCode> {
  const found = findCommand(world.args, COMMANDS);
  if ('help' in found) {
    await world.out.write(`${programHelp(COMMANDS, found.help)}\n`);
    return 0;
  }
  if ('problem' in found) return tell(2, [found.problem, 'See: cxone-dlq --help']);
  const { command, args } = found;
  try {
    return await run({ ...command, options: { ...command.options, ...HELP } }, args, world);
  } catch (error) {
    if (error instanceof UsageError) {
      return tell(2, [...error.message.split('\n'), `See: cxone-dlq ${command.name} --help`]);
    }
    if (error instanceof CommandFailed) return tell(1, error.message.split('\n'));
    if (error instanceof ApiProblem) return tell(1, linesOfProblem(error));
    if (error instanceof NoAnswer) return tell(1, linesOfNoAnswer(error));
    throw error;
  }

  async function tell(code: ExitCode, lines: readonly string[]): Promise<ExitCode> {
    await world.err.write(`${lines.map(plain).join('\n')}\n`);
    return code;
  }
}

async function run(command: Command, args: readonly string[], world: World): Promise<ExitCode> {
  // Help is shown whatever else is wrong.
  if (args.includes('--help') || args.includes('-h')) {
    await world.out.write(`${commandHelp(command)}\n`);
    return 0;
  }
  const { values, positionals } = parseOptions(args, command.options, command.takes);
  let client: Promise<Client> | null = null;
  return command.run({
    values,
    positionals,
    args,
    world,
    output: new Output(world, values),
    client: () =>
      (client ??= connectionOf(values, world).then((connection) => new Client(connection, world))),
  });
}
