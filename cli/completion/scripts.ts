import type { Command } from '../command.js';
import type { Option } from '../options/option.js';
import { HELP } from '../options/shared-options.js';

/** @returns the completion of bash, made from the table of commands */
export function bashCompletion(commands: readonly Command[]): string {
  return [
    '# Completion of cxone-dlq for bash, made by: cxone-dlq completion bash',
    ...candidates(commands),
    '_cxone_dlq() {',
    '  local current=${COMP_WORDS[COMP_CWORD]} previous=${COMP_WORDS[COMP_CWORD - 1]}',
    '  local words',
    '  words=$(_cxone_dlq_words "$COMP_CWORD" "${COMP_WORDS[1]}" "${COMP_WORDS[2]}" "$previous")',
    `  if [ "$words" = '@files' ]; then`,
    '    mapfile -t COMPREPLY < <(compgen -f -- "$current")',
    '  else',
    '    mapfile -t COMPREPLY < <(compgen -W "$words" -- "$current")',
    '  fi',
    '}',
    'complete -o default -F _cxone_dlq cxone-dlq',
  ].join('\n');
}

/** @returns the completion of zsh, with the same candidates */
export function zshCompletion(commands: readonly Command[]): string {
  return [
    '#compdef cxone-dlq',
    '# Completion of cxone-dlq for zsh, made by: cxone-dlq completion zsh',
    ...candidates(commands),
    '_cxone_dlq() {',
    '  local found',
    '  found=$(_cxone_dlq_words "$((CURRENT - 1))" "${words[2]}" "${words[3]}" "${words[CURRENT - 1]}")',
    `  if [ "$found" = '@files' ]; then`,
    '    _files',
    '  else',
    '    compadd -- ${=found}',
    '  fi',
    '}',
    '# zsh reads this file at the first completion, as the function _cxone-dlq, and takes its answer at once.',
    'if [ "${funcstack[1]}" = _cxone-dlq ]; then _cxone_dlq "$@"; else compdef _cxone_dlq cxone-dlq; fi',
  ].join('\n');
}

/** A function of both shells: the words that may stand at a place. Its output is `@files` where the name of a file may. */
function candidates(commands: readonly Command[]): string[] {
  const firsts = [...new Set(commands.map(({ name }) => name.split(' ')[0]!))];
  const groups = firsts.filter((first) => commands.some(({ name }) => name.startsWith(`${first} `)));
  return [
    '# $1: the number of the word, $2: the first word, $3: the second, $4: the one before',
    '_cxone_dlq_words() {',
    `  if [ "$1" -eq 1 ]; then echo '${firsts.join(' ')}'; return; fi`,
    '  if [ "$1" -eq 2 ]; then',
    '    case "$2" in',
    ...groups.map((group) => `      ${group}) echo '${secondsOf(group, commands).join(' ')}'; return ;;`),
    '    esac',
    '  fi',
    '  case "$2 $3:$4" in',
    ...commands.flatMap((command) => valueCases(command)),
    '  esac',
    '  case "$2 $3" in',
    ...commands.map(({ name, options }) => `    ${pattern(name)}) echo '${optionsOf(options)}' ;;`),
    '  esac',
    '}',
  ];
}

function secondsOf(group: string, commands: readonly Command[]): string[] {
  return commands
    .filter(({ name }) => name.startsWith(`${group} `))
    .map(({ name }) => name.slice(group.length + 1));
}

/** The values of options that have a few, and the options that take a file. */
function valueCases({ name, options }: Command): string[] {
  return Object.entries(options).flatMap(([option, of]) => {
    const words = valuesOf(of);
    if (words === null) return [];
    const short = of.short === undefined ? [] : [`${pattern(name)}:-${of.short}`];
    const names = [`${pattern(name)}:--${option}`, ...short].join('|');
    return [`    ${names}) echo '${words}'; return ;;`];
  });
}

function valuesOf({ value, choices }: Option): string | null {
  if (choices !== undefined) return choices.join(' ');
  return /^(FILE$|DIR)/.test(value ?? '') ? '@files' : null;
}

function optionsOf(options: Command['options']): string {
  return Object.keys({ ...options, ...HELP })
    .map((name) => `--${name}`)
    .join(' ');
}

/** A command of one word takes any second one. */
function pattern(name: string): string {
  return name.includes(' ') ? `'${name}'` : `'${name} '*`;
}
