/** Explains whether a delivery is signed as a profile wants it: see `--help`. Works on the built service. */
import { readFileSync } from 'node:fs';
import { built } from './built.mjs';

const { verifySignatureCommand } = await built('webhook/signature/verify-signature.command.js');

const STANDARD_INPUT = 0;

const { exitCode, text } = verifySignatureCommand(process.argv.slice(2), {
  env: process.env,
  readFile: (path) => readFileSync(path === '-' ? STANDARD_INPUT : path),
  now: Date.now,
});
console.log(text);
process.exitCode = exitCode;
