import type { Client } from './api/client.js';
import type { OptionTable, Positional } from './options/option.js';
import type { Values } from './options/values.js';
import type { Output } from './output/output.js';
import type { ExitCode, World } from './world.js';

/** What a command gets when it is run. */
export interface Invocation {
  values: Values;
  positionals: readonly string[];
  /** The words behind the command's name, as they were given. */
  args: readonly string[];
  world: World;
  output: Output;
  /** Finds the service and the key at the first call. @throws UsageError */
  client: () => Promise<Client>;
}

/** One command of the program; `commands/command-table.ts` lists them. */
export interface Command {
  /** The words behind `cxone-dlq`, such as `events ls`. */
  name: string;
  /** One sentence without a full stop. */
  summary: string;
  takes: readonly Positional[];
  options: OptionTable;
  /** More than the summary says, in lines for the help. */
  about?: readonly string[];
  /** Command lines that a test runs; `$trace_id`, `$job_id` and the like stand for what the reader has. */
  examples: readonly string[];
  /** @throws UsageError, CommandFailed, ApiProblem, NoAnswer */
  run(invocation: Invocation): Promise<ExitCode>;
}
