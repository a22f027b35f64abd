import { useEffect, useRef, useState } from 'preact/hooks';
import { ErrorState, Skeleton } from '../ui/states.js';
import type { Editor } from './code-mirror.js';

export interface JsonEditorProps {
  text: string;
  /** For screen readers. */
  label: string;
  readOnly?: boolean;
  /** What differs from this is shown; absent or `null`: the text alone. */
  original?: string | null;
  onChange: (text: string) => void;
  autoFocus?: boolean;
}

/** An editor of JSON. Its code is loaded when the first one is shown. */
export function JsonEditor(props: JsonEditorProps) {
  const { text, label, readOnly = false, original = null, autoFocus = false } = props;
  const host = useRef<HTMLDivElement>(null);
  const editor = useRef<Editor | null>(null);
  const latest = useRef(props);
  latest.current = props;
  const [state, setState] = useState<'loading' | 'open' | { failed: unknown }>('loading');

  useEffect(() => {
    let left = false;
    const open = async () => {
      const { openEditor } = await import('./code-mirror.js');
      if (left || host.current === null) return;
      const root = host.current.shadowRoot ?? host.current.attachShadow({ mode: 'open' });
      editor.current = openEditor(root, {
        text: latest.current.text,
        label,
        readOnly,
        onChange: (next) => latest.current.onChange(next),
      });
      setState('open');
      if (autoFocus) editor.current.focus();
    };
    open().catch((failed: unknown) => setState({ failed }));
    return () => {
      left = true;
      editor.current?.destroy();
      editor.current = null;
    };
  }, []);
  useEffect(() => editor.current?.setText(text), [text, state]);
  useEffect(() => editor.current?.compareWith(original), [original, state]);

  return (
    <>
      {/* What is typed meanwhile was meant for the editor: the keys of the view rest (shortcuts.ts). */}
      {state === 'loading' && (
        <div data-awaits-typing={autoFocus ? '' : undefined}>
          <Skeleton lines={8} />
        </div>
      )}
      {typeof state === 'object' && (
        <ErrorState error={state.failed} retry={() => window.location.reload()} />
      )}
      <div ref={host} class="editor-host" />
    </>
  );
}
