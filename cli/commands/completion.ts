import type { Command } from '../command.js';
import { bashCompletion, zshCompletion } from '../completion/scripts.js';
import { UsageError } from '../usage-error.js';

/**
 * The command that prints the completion of a shell.
 *
 * @param commands a function, since the table of commands has this command as well
 */
export function completionCommand(commands: () => readonly Command[]): Command {
  return {
    name: 'completion',
    summary: 'Prints the completion for bash or zsh',
    about: [
      'bash: cxone-dlq completion bash > ~/.local/share/bash-completion/completions/cxone-dlq',
      'zsh:  cxone-dlq completion zsh > a directory of $fpath, as _cxone-dlq',
    ],
    takes: [{ name: 'bash|zsh', count: 'one' }],
    options: {},
    examples: ['cxone-dlq completion bash'],
    async run({ positionals, output }) {
      const [shell] = positionals;
      if (shell !== 'bash' && shell !== 'zsh') throw new UsageError('expected bash or zsh');
      await output.lines([shell === 'bash' ? bashCompletion(commands()) : zshCompletion(commands())]);
      return 0;
    },
  };
}
