/** Commands between two expectations, and what they must print. */
export interface Step {
  commands: string;
  /** Lines that the output must hold in this order; `...` stands for any text. */
  expected: string[];
}

/**
 * A block of shell commands in a document. The word behind `sh` says how it is run:
 *
 * - nothing: to its end;
 * - `service`: it starts the service, which then runs until the next such block;
 * - `background`: it runs until the document's end;
 * - `skip`: not at all. The HTML comment in front of it must say why: `<!-- not run: needs Docker -->`.
 */
export interface CommandBlock {
  kind: 'run' | 'service' | 'background' | 'skip';
  /** Of the block's first line in the document, counted from 1. */
  line: number;
  text: string;
  steps: Step[];
}

const KINDS = new Map<string, CommandBlock['kind']>([
  ['', 'run'],
  ['service', 'service'],
  ['background', 'background'],
  ['skip', 'skip'],
]);

/**
 * The blocks of shell commands of a document, in their order.
 *
 * @throws Error where a block has a word that means nothing, or is skipped without a reason.
 */
export function commandBlocks(markdown: string): CommandBlock[] {
  const lines = markdown.split('\n');
  const blocks: CommandBlock[] = [];
  for (let at = 0; at < lines.length; at++) {
    const fence = /^( *)```(?:sh|bash|shell)\b *(.*)$/.exec(lines[at]!);
    if (fence === null) continue;
    const [, indent = '', word = ''] = fence;
    const kind = KINDS.get(word.trim());
    if (kind === undefined) throw new Error(`line ${at + 1}: "${word}" is no word of a command block`);
    if (kind === 'skip' && !reasonBefore(lines, at)) {
      throw new Error(`line ${at + 1}: a skipped block needs <!-- not run: reason --> in front of it`);
    }
    const end = lines.indexOf(`${indent}\`\`\``, at + 1);
    const text = lines.slice(at + 1, end).map((line) => line.slice(indent.length));
    blocks.push({ kind, line: at + 2, text: text.join('\n'), steps: stepsOf(text) });
    at = end;
  }
  return blocks;
}

function reasonBefore(lines: string[], at: number): boolean {
  const before = lines.slice(0, at).findLast((line) => line.trim() !== '');
  return /^<!-- not run: .+ -->$/.test(before?.trim() ?? '');
}

/** A comment line behind commands is what they print. Those in front of the first command are for the reader alone. */
function stepsOf(lines: string[]): Step[] {
  const steps: Step[] = [];
  let commands: string[] = [];
  for (const line of lines) {
    if (!line.startsWith('# ')) {
      commands.push(line);
    } else if (commands.some((command) => command.trim() !== '')) {
      steps.push({ commands: commands.join('\n'), expected: [line.slice(2)] });
      commands = [];
    } else {
      steps.at(-1)?.expected.push(line.slice(2));
    }
  }
  if (commands.some((command) => command.trim() !== '')) {
    steps.push({ commands: commands.join('\n'), expected: [] });
  }
  return steps;
}

/** Whether the output holds the expected lines in their order. */
export function holds(output: string, expected: readonly string[]): boolean {
  let rest = output;
  return expected.every((line) => {
    const pattern = line
      .trim()
      .split('...')
      .map((part) => part.trim().replace(/[.*+?^${}()|[\]\\]/g, String.raw`\$&`))
      .join('[^]*?');
    const found = new RegExp(pattern).exec(rest);
    if (found !== null) rest = rest.slice(found.index + found[0].length);
    return found !== null;
  });
}
