import type { Command } from '../command.js';
import { builtService } from './built-service.js';

export const serve: Command = {
  name: 'serve',
  summary: 'Starts the service in this process, with the variables of docs/configuration.md',
  takes: [],
  options: {},
  examples: ['cxone-dlq serve'],
  async run() {
    await builtService<object>('main.js');
    // The service sets the exit code where it cannot start.
    return (process.exitCode ?? 0) === 0 ? 0 : 1;
  },
};
