/** Says what a directory of schemas holds and what is wrong with it: see `--help`. Works on the built service. */
import { createReadStream } from 'node:fs';
import { createInterface } from 'node:readline';
import { built } from './built.mjs';

const { checkSchemasCommand } = await built('processing/schemas/check-schemas.command.js');
const { SystemClock } = await built('runtime/clock.js');

/** The file is opened first, because readline's iterator over a stream never ends where the file cannot be opened. */
async function* lines(path) {
  const file = createReadStream(path);
  await new Promise((resolve, reject) => file.once('open', resolve).once('error', reject));
  yield* createInterface({ input: file, crlfDelay: Infinity });
}

const { exitCode, text } = await checkSchemasCommand(process.argv.slice(2), {
  env: process.env,
  lines,
  clock: new SystemClock(),
});
console.log(text);
process.exitCode = exitCode;
