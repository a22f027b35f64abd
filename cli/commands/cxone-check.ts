import type { Command } from '../command.js';
import { builtService } from './built-service.js';

type Module = typeof import('../../src/auth/check-cxone.command.js');
type ClockModule = typeof import('../../src/runtime/clock.js');

export const cxoneCheck: Command = {
  name: 'cxone check',
  summary: 'Gets a token of CXone with the variables of the service, and says what is wrong where none comes',
  about: ['It reads the CXONE_ variables of docs/configuration.md, and needs no running service.'],
  takes: [],
  options: {},
  examples: ['cxone-dlq cxone check'],
  async run({ world, output }) {
    const { checkCxoneCommand } = await builtService<Module>('auth/check-cxone.command.js');
    const { SystemClock } = await builtService<ClockModule>('runtime/clock.js');
    const { exitCode, text } = await checkCxoneCommand({ env: world.env, clock: new SystemClock() });
    await output.lines([text]);
    return exitCode;
  },
};
