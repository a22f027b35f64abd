import { randomBytes } from 'node:crypto';
import type { Command } from '../command.js';
import { builtService } from './built-service.js';

type Module = typeof import('../../src/access/keys/keys.command.js');

export const keysNew: Command = {
  name: 'keys new',
  summary: 'Makes an API key, which is shown once, and its entry in ACCESS_KEYS_FILE',
  takes: [],
  options: {
    name: { value: 'NAME', meaning: 'whom or what the key is for; the audit names it' },
    role: {
      value: 'ROLE',
      choices: ['viewer', 'operator', 'admin'],
      meaning: 'each includes those before it',
    },
    'expires-at': {
      value: 'TIME',
      meaning: 'RFC 3339, such as 2027-01-31T00:00:00Z; without it the key has no end',
    },
  },
  examples: ['cxone-dlq keys new --name ci --role operator'],
  async run({ args, output }) {
    const { keysCommand } = await builtService<Module>('access/keys/keys.command.js');
    const { exitCode, text } = keysCommand(['new', ...args], randomBytes);
    await output.lines([text]);
    return exitCode;
  },
};
