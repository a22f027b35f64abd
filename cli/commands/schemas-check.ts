import { createReadStream } from 'node:fs';
import { createInterface } from 'node:readline';
import type { Command } from '../command.js';
import { builtService } from './built-service.js';

type Module = typeof import('../../src/processing/schemas/check-schemas.command.js');
type ClockModule = typeof import('../../src/runtime/clock.js');

export const schemasCheck: Command = {
  name: 'schemas check',
  summary: 'Says what a directory of schemas holds and what is wrong with it; it needs no running service',
  about: ['It ends with 1 where the directory cannot be used, or an event fails.'],
  takes: [],
  options: {
    dir: { value: 'DIRECTORY', meaning: 'schema files, upcasters and the registry file, as in SCHEMA_DIR' },
    events: { value: 'FILE', meaning: 'of lines, each an event or a stored record, which are checked' },
  },
  examples: ['cxone-dlq schemas check --dir schemas --events events.ndjson'],
  async run({ args, world, output }) {
    const { checkSchemasCommand } = await builtService<Module>('processing/schemas/check-schemas.command.js');
    const { SystemClock } = await builtService<ClockModule>('runtime/clock.js');
    const { exitCode, text } = await checkSchemasCommand([...args], {
      env: world.env,
      lines,
      clock: new SystemClock(),
    });
    await output.lines([text]);
    return exitCode;
  },
};

/** The file is opened first, because readline's iterator over a stream never ends where the file cannot be opened. */
async function* lines(path: string): AsyncGenerator<string> {
  const file = createReadStream(path);
  await new Promise((resolve, reject) => file.once('open', resolve).once('error', reject));
  yield* createInterface({ input: file, crlfDelay: Infinity });
}
