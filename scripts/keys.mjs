/** Makes an API key and its entry in ACCESS_KEYS_FILE: see `--help`. Works on the built service. */
import { randomBytes } from 'node:crypto';
import { built } from './built.mjs';

const { keysCommand } = await built('access/keys/keys.command.js');

const { exitCode, text } = keysCommand(process.argv.slice(2), randomBytes);
console.log(text);
process.exitCode = exitCode;
