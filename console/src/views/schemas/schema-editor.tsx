import { useEffect, useState } from 'preact/hooks';
import { JsonEditor } from '../../editor/json-editor.js';
import { invalidate } from '../../state/query-cache.js';
import { Button } from '../../ui/button.js';
import { Card } from '../../ui/card.js';
import { toast } from '../../ui/toast.js';
import { DeleteButton } from './delete-button.js';
import { MovedSet } from './moved-set.js';
import { PutDialog } from './put-dialog.js';
import { beginningOf, problemOfText } from './schema-file.js';
import type { FileInForce } from './set-query.js';
import type { TriedEvents } from './tried-events.js';
import type { SchemaDraft } from './use-schema-draft.js';

export interface SchemaEditorProps {
  file: string;
  inForce: FileInForce;
  schemaDraft: SchemaDraft;
  /** The events that a draft is tried with. */
  events: TriedEvents | null;
  /** The person came to correct this very file. */
  autoFocus: boolean;
  onPut: () => void;
}

/** One file of the set: read-only for who may not change it, with a draft for who may. */
export function SchemaEditor(props: SchemaEditorProps) {
  const { file, inForce, schemaDraft, events, autoFocus, onPut } = props;
  const { own, readOnly, byFiles, setDraft, forget } = schemaDraft;
  const [comparing, setComparing] = useState(false);
  const [asking, setAsking] = useState(false);
  const present = inForce.text ?? '';
  const text = own?.text ?? inForce.text ?? beginningOf(file, inForce.set);
  const moved = own !== null && own.etag !== inForce.etag && own.text !== inForce.text;
  // It is in force: by this person, or by somebody else with the same thought.
  useEffect(() => {
    if (own !== null && own.text === inForce.text) forget();
  }, [own?.text, inForce.text]);
  const problem = problemOfText(file, text);
  const whyNot =
    byFiles ??
    problem ??
    (moved ? 'Look at what has changed meanwhile first' : null) ??
    (text === present ? 'Nothing is changed yet' : null);

  const write = (next: string) => {
    if (readOnly || next === text) return;
    if (next === present && !moved) forget();
    else setDraft({ base: present, etag: inForce.etag, ...own, text: next });
  };
  return (
    <Card
      title={inForce.text === null ? 'A new file' : 'In force'}
      actions={
        <div class="row schema-actions">
          {own !== null && (
            <Button pressed={comparing} onClick={() => setComparing(!comparing)}>
              Show the difference
            </Button>
          )}
          {own !== null && <Button onClick={forget}>Throw the draft away</Button>}
          {inForce.text !== null && <DeleteButton file={file} inForce={inForce} forgetDraft={forget} />}
          <Button kind="primary" needs="admin" disabledFor={whyNot} onClick={() => setAsking(true)}>
            Check and put in force…
          </Button>
        </div>
      }
    >
      <div class="stack">
        {byFiles !== null && <p class="notice">{byFiles}</p>}
        {moved && (
          <MovedSet
            file={file}
            since={own.etag}
            fileMoved={own.base !== present}
            onGoOn={() => {
              setDraft({ text, base: present, etag: inForce.etag });
              setComparing(true);
            }}
          />
        )}
        <JsonEditor
          key={String(readOnly)}
          label={`The text of ${file}`}
          text={text}
          original={comparing && own !== null ? present : null}
          readOnly={readOnly}
          autoFocus={autoFocus && !readOnly}
          onChange={write}
        />
        {own !== null && problem !== null && (
          <p class="notice notice-bad" role="status">
            {problem}
          </p>
        )}
      </div>
      {asking && (
        <PutDialog
          file={file}
          text={text}
          // Of the set that the draft began from: a set that somebody puts meanwhile is not overwritten unseen.
          base={own?.base ?? present}
          etag={own?.etag ?? inForce.etag}
          events={events}
          onClose={() => setAsking(false)}
          onMoved={() => {
            setAsking(false);
            // Kept with the ETag that was refused, so that the answer to come is seen to be another one.
            setDraft({ base: present, etag: inForce.etag, ...own, text });
            invalidate('schemas');
          }}
          onDone={() => {
            setAsking(false);
            setComparing(false);
            toast(`${file} is in force`);
            onPut();
          }}
        />
      )}
    </Card>
  );
}
