import { getChunks, getOriginalDoc } from '@codemirror/merge';
import { RangeSetBuilder, type EditorState } from '@codemirror/state';
import {
  Decoration,
  ViewPlugin,
  type DecorationSet,
  type EditorView,
  type ViewUpdate,
} from '@codemirror/view';

const MOVED = Decoration.line({ class: 'cm-movedLine' });
const MOVED_FROM = 'cm-movedFrom';

/** What is told of a comparison besides what came and went: lines that only stand elsewhere now. */
export const movedLines = ViewPlugin.fromClass(
  class {
    decorations: DecorationSet;
    private moved: ReadonlySet<string>;

    constructor(private readonly view: EditorView) {
      ({ decorations: this.decorations, moved: this.moved } = movedIn(view.state));
      this.markDeleted();
    }

    update({ state }: ViewUpdate): void {
      ({ decorations: this.decorations, moved: this.moved } = movedIn(state));
      this.markDeleted();
    }

    /** The lines of the earlier text are drawn by the comparison itself. */
    private markDeleted(): void {
      const { dom } = this.view;
      this.view.requestMeasure({
        key: this,
        read: () =>
          [...dom.querySelectorAll('.cm-deletedChunk')].map((chunk) => {
            const lines = [...chunk.querySelectorAll('.cm-deletedLine')];
            const texts = lines.map(({ textContent }) => comparable(textContent));
            const flags = withBrackets(texts, (text) => this.moved.has(text));
            return { lines, flags };
          }),
        write: (chunks) => {
          for (const { lines, flags } of chunks)
            for (const [nth, line] of lines.entries()) line.classList.toggle(MOVED_FROM, flags[nth]);
        },
      });
    }
  },
  { decorations: ({ decorations }) => decorations },
);

/** Lines that were taken out at one place and put in at another; of equal ones as many as were taken out. */
function movedIn(state: EditorState): { decorations: DecorationSet; moved: ReadonlySet<string> } {
  const builder = new RangeSetBuilder<Decoration>();
  const moved = new Set<string>();
  const chunks = getChunks(state)?.chunks ?? [];
  const taken = new Map<string, number>();
  if (chunks.length > 0) {
    const before = getOriginalDoc(state);
    for (const { fromA, endA } of chunks)
      for (const line of before.sliceString(fromA, endA).split('\n').map(comparable))
        if (/\w/.test(line)) taken.set(line, (taken.get(line) ?? 0) + 1);
  }
  for (const { fromB, endB } of chunks) {
    if (fromB >= endB) continue;
    const [first, last] = [state.doc.lineAt(fromB).number, state.doc.lineAt(endB).number];
    const lines = Array.from({ length: last - first + 1 }, (_, nth) => state.doc.line(first + nth));
    const flags = withBrackets(
      lines.map(({ text }) => comparable(text)),
      (text) => {
        const left = taken.get(text) ?? 0;
        if (left === 0) return false;
        taken.set(text, left - 1);
        moved.add(text);
        return true;
      },
    );
    for (const [nth, { from }] of lines.entries()) if (flags[nth]) builder.add(from, from, MOVED);
  }
  return { decorations: builder.finish(), moved };
}

/** Whether each line moved. A line of brackets alone is like many others: it goes with the lines beside it. */
function withBrackets(lines: readonly string[], hasMoved: (line: string) => boolean): boolean[] {
  const flags = lines.map(hasMoved);
  return lines.map(
    (line, nth) => flags[nth]! || (!/\w/.test(line) && (flags[nth - 1] === true || flags[nth + 1] === true)),
  );
}

/** The comma behind an element depends on whether it is the last one. */
function comparable(line: string): string {
  return line.trim().replace(/,$/, '');
}
