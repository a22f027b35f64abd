/** The program was asked wrongly: exit code 2. The message names the option and what was expected. */
export class UsageError extends Error {}

/** The command could not be done: exit code 1. The message says why, and what to do. */
export class CommandFailed extends Error {}
