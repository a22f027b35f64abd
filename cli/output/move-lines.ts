import type { MoveAnswer } from '../../src/store/move/store-move.command.js';
import { plain } from './plain-text.js';
import { counted } from './words.js';

type Tally = Parameters<
  Parameters<typeof import('../../src/store/move/store-move.command.js').storeMoveCommand>[0]['onProgress']
>[0];
type FindingKind = MoveAnswer['latest']['named'][number]['kind'];

/** Findings that are named in the text; `-o json` names up to 1,000. */
const MOST_LINES = 20;

const HEADINGS: Record<FindingKind, string> = {
  corrupt: 'corrupt, moved as they are',
  conflict: 'not moved: the target has another object there',
  changed_in_target: 'kept as the target has changed them since',
  gone_from_source: 'copied, and gone from the source since; the copies stay',
  failed: 'failed',
};

/** @returns one line while a move runs */
export function progressLine({ done, bytes }: Tally): string {
  const seen = Object.values(done).reduce((sum, count) => sum + count, 0);
  return `${counted(seen, 'object')} looked at, ${done.copied + done.updated} copied (${sizeOf(bytes)})`;
}

/** @returns what a move did and found, in lines for people */
export function moveLines(answer: MoveAnswer): string[] {
  const { state, from, to, copied, updated, removed, bytes, same, latest } = answer;
  const would = state === 'planned' ? 'would be ' : '';
  const kinds = Object.keys(HEADINGS) as FindingKind[];
  return [
    `${from} -> ${to}`,
    `${counted(copied, 'object')} ${would}copied, ${updated} ${would}updated (${sizeOf(bytes)}), ${removed} removed; ` +
      `${counted(same, 'object')} the same in both`,
    ...kinds.flatMap((kind) => {
      const count = latest.found[kind];
      if (count === 0) return [];
      const named = latest.named.filter((finding) => finding.kind === kind).slice(0, MOST_LINES);
      const more = count - named.length;
      return [
        `${count} ${HEADINGS[kind]}:`,
        ...named.map(({ key, reason }) => `  ${plain(key)}: ${plain(reason)}`),
        ...(more > 0 ? [`  and ${counted(more, 'more', 'more')}`] : []),
      ];
    }),
  ];
}

/** @returns what the operator does next */
export function moveAdvice({ state, sourceInUse, latest: { found } }: MoveAnswer): string[] {
  if (state === 'interrupted') return ['Interrupted. The same command goes on where it ended.'];
  if (state === 'planned') return [];
  const advice: string[] = [];
  if (state === 'moving') advice.push('The source still changes.');
  if (sourceInUse === true) advice.push('A service still runs on the source.');
  if (advice.length > 0) advice.push('Stop the service of the source, and give the same command once more.');
  if (found.gone_from_source > 0) {
    advice.push(
      'What is gone from the source has mostly passed, and the target would process it again: --remove-gone removes it.',
    );
  }
  return advice;
}

/** @returns the same for scripts */
export function moveJson({ state, from, to, sourceInUse, latest, ...figures }: MoveAnswer): object {
  return { state, from, to, source_in_use: sourceInUse, ...figures, ...latest.found, named: latest.named };
}

function sizeOf(bytes: number): string {
  const [unit, name] = bytes >= 1e9 ? [1e9, 'GB'] : bytes >= 1e6 ? [1e6, 'MB'] : [1e3, 'kB'];
  return `${(bytes / unit).toFixed(1)} ${name}`;
}
