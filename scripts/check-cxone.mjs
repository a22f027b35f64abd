/** Gets a token of CXone with the service's own variables, and says what is wrong where none comes. */
import { built } from './built.mjs';

const { checkCxoneCommand } = await built('auth/check-cxone.command.js');
const { SystemClock } = await built('runtime/clock.js');

const { exitCode, text } = await checkCxoneCommand({ env: process.env, clock: new SystemClock() });
console.log(text);
process.exitCode = exitCode;
