/** Gets a token of CXone with the service's own variables, and says what is wrong where none comes. */
import { checkCxoneCommand } from '../dist/auth/check-cxone.command.js';
import { SystemClock } from '../dist/runtime/clock.js';

const { exitCode, text } = await checkCxoneCommand({ env: process.env, clock: new SystemClock() });
console.log(text);
process.exitCode = exitCode;
