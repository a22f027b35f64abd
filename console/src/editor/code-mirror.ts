import { defaultKeymap, history, historyKeymap } from '@codemirror/commands';
import { json } from '@codemirror/lang-json';
import { bracketMatching, HighlightStyle, indentOnInput, syntaxHighlighting } from '@codemirror/language';
import { unifiedMergeView } from '@codemirror/merge';
import { highlightSelectionMatches, search, searchKeymap } from '@codemirror/search';
import { Compartment, EditorState } from '@codemirror/state';
import { drawSelection, EditorView, keymap, lineNumbers } from '@codemirror/view';
import { tags } from '@lezer/highlight';
import { movedLines } from './moved-lines.js';

export interface EditorOptions {
  text: string;
  /** For screen readers. */
  label: string;
  readOnly?: boolean;
  onChange: (text: string) => void;
}

export interface Editor {
  setText(text: string): void;
  /** Shows what differs from a text; `null`: the text alone. */
  compareWith(original: string | null): void;
  focus(): void;
  destroy(): void;
}

/** Colours are those of the page: custom properties reach into a shadow root. */
const theme = EditorView.theme({
  '&': { color: 'var(--text)', backgroundColor: 'var(--surface)', fontSize: '0.8125rem' },
  '.cm-scroller': { fontFamily: 'var(--mono)', lineHeight: '1.5', minHeight: '16rem', maxHeight: '65vh' },
  '.cm-content': { caretColor: 'var(--text)' },
  '&.cm-focused': { outline: '2px solid var(--focus)' },
  '.cm-gutters': { color: 'var(--text-muted)', backgroundColor: 'var(--bg)', borderColor: 'var(--line)' },
  '.cm-cursor': { borderLeftColor: 'var(--text)' },
  '&.cm-focused > .cm-scroller > .cm-selectionLayer .cm-selectionBackground, .cm-selectionBackground': {
    backgroundColor: 'var(--accent-soft)',
  },
  '.cm-changedLine': { backgroundColor: 'var(--good-soft)' },
  '.cm-deletedChunk': { backgroundColor: 'var(--bad-soft)' },
  // The library's own red is too dark a ground for coloured words.
  '.cm-changedText, .cm-deletedText, &.cm-merge-b .cm-deletedText': {
    background: 'none',
    textDecoration: 'underline',
  },
  '.cm-movedLine.cm-changedLine, .cm-movedFrom': { backgroundColor: 'var(--accent-soft)' },
  '.cm-panels': { color: 'var(--text)', backgroundColor: 'var(--raised)' },
});

const colours = HighlightStyle.define([
  { tag: tags.string, color: 'var(--good)' },
  { tag: [tags.number, tags.bool, tags.null], color: 'var(--accent)' },
  { tag: tags.propertyName, color: 'var(--text-muted)' },
]);

/**
 * Opens an editor of JSON inside a shadow root, where its styles are constructed sheets: the policy of the page allows no
 * `<style>` that a script writes.
 */
export function openEditor(
  root: ShadowRoot,
  { text, label, readOnly = false, onChange }: EditorOptions,
): Editor {
  const comparing = new Compartment();
  const view = new EditorView({
    root,
    parent: root,
    state: EditorState.create({
      doc: text,
      extensions: [
        lineNumbers(),
        history(),
        drawSelection(),
        indentOnInput(),
        bracketMatching(),
        highlightSelectionMatches(),
        search({ top: true }),
        json(),
        syntaxHighlighting(colours),
        theme,
        EditorView.lineWrapping,
        EditorState.readOnly.of(readOnly),
        EditorView.contentAttributes.of({ 'aria-label': label }),
        // Tab leaves the editor, so that nobody is caught in it who uses the keyboard.
        keymap.of([...searchKeymap, ...historyKeymap, ...defaultKeymap]),
        EditorView.updateListener.of((update) => {
          if (update.docChanged) onChange(update.state.doc.toString());
        }),
        comparing.of([]),
      ],
    }),
  });
  return {
    setText: (next) => {
      if (view.state.doc.toString() === next) return;
      view.dispatch({ changes: { from: 0, to: view.state.doc.length, insert: next } });
    },
    compareWith: (original) => {
      const shown =
        original === null ? [] : [unifiedMergeView({ original, mergeControls: false }), movedLines];
      view.dispatch({ effects: comparing.reconfigure(shown) });
    },
    focus: () => view.focus(),
    destroy: () => view.destroy(),
  };
}
