import { useEffect, useMemo, useRef, useState } from 'preact/hooks';
import { stringifyExactly } from '../../api/lossless.js';
import { Button } from '../../ui/button.js';
import { CopyButton } from '../../ui/copy-button.js';
import { count } from '../../ui/format.js';
import type { ErrorPlace } from './error-place.js';
import { foldable, jsonLines, lineText, type JsonLine } from './json-lines.js';

/** More lines are rendered when asked for. */
const LINES_AT_ONCE = 1_000;
const OPEN_DEPTH = 4;

export interface EventJsonProps {
  /** Read with `parseExactly`. */
  value: unknown;
  place: ErrorPlace | null;
  /** What is wrong at the place. */
  error: string;
}

/** A JSON value as a tree that folds, or as text, with search and copy. The place of the error is marked. */
export function EventJson({ value, place, error }: EventJsonProps) {
  const [asText, setAsText] = useState(false);
  const [folded, setFolded] = useState<ReadonlySet<string>>(() => foldable(jsonLines(value), OPEN_DEPTH));
  const [search, setSearch] = useState('');
  const [at, setAt] = useState(0);
  const [most, setMost] = useState(LINES_AT_ONCE);
  const element = useRef<HTMLDivElement>(null);
  // What is searched is unfolded, and a text has no folds.
  const open = asText || search !== '';
  const lines = useMemo(() => jsonLines(value, open ? undefined : folded), [value, open, folded]);
  const found = useMemo(() => matching(lines, search), [lines, search]);
  const chosen = found.length === 0 ? -1 : (found[at % found.length] ?? -1);
  useEffect(() => {
    if (chosen < 0) return;
    if (chosen >= most) setMost(chosen + LINES_AT_ONCE);
    element.current?.querySelector('.json-found-now')?.scrollIntoView({ block: 'nearest' });
  }, [chosen, most]);

  const toggle = (pointer: string) => {
    const next = new Set(folded);
    if (!next.delete(pointer)) next.add(pointer);
    setFolded(next);
  };
  return (
    <section class="card" aria-label="The event">
      <header class="card-header">
        <div class="row">
          <Button pressed={!asText} onClick={() => setAsText(false)}>
            Tree
          </Button>
          <Button pressed={asText} onClick={() => setAsText(true)}>
            Text
          </Button>
        </div>
        <div class="row">
          <input
            id="event-json-search"
            class="input json-search"
            type="search"
            aria-label="Search in the event"
            placeholder="Search in the event ( / )"
            value={search}
            onInput={({ currentTarget }) => {
              setSearch(currentTarget.value);
              setAt(0);
            }}
            onKeyDown={(event) => {
              if (event.key === 'Enter') setAt(at + (event.shiftKey ? found.length - 1 : 1));
              if (event.key === 'Escape') event.currentTarget.blur();
            }}
          />
          {search !== '' && (
            <span class="muted small" role="status">
              {found.length === 0 ? 'not found' : `${(at % found.length) + 1} of ${count(found.length)}`}
            </span>
          )}
          <CopyButton label="Copy the event" text={() => stringifyExactly(value, 2)} />
        </div>
      </header>
      <div class="json" ref={element} tabIndex={0} role="region" aria-label="JSON of the event">
        {lines.slice(0, most).map((line, index) => (
          <Line
            key={`${line.pointer} ${line.kind === 'close'}`}
            line={line}
            asText={asText}
            foundNow={index === chosen}
            found={found.includes(index)}
            wrong={line.kind !== 'close' && line.pointer === place?.pointer}
            note={line.kind !== 'close' && line.pointer === place?.pointer ? noteOf(place, error) : null}
            onToggle={open ? null : toggle}
          />
        ))}
      </div>
      {lines.length > most && (
        <div class="card-content">
          <Button onClick={() => setMost(most + LINES_AT_ONCE)}>
            Show more: {count(most)} of {count(lines.length)} lines are shown
          </Button>
        </div>
      )}
    </section>
  );
}

function noteOf({ missing }: ErrorPlace, error: string): string {
  return missing === null ? error : `“${missing}” is missing here`;
}

function matching(lines: readonly JsonLine[], search: string): number[] {
  if (search === '') return [];
  const wanted = search.toLowerCase();
  return lines.flatMap((line, index) => (lineText(line).toLowerCase().includes(wanted) ? [index] : []));
}

interface LineProps {
  line: JsonLine;
  asText: boolean;
  found: boolean;
  foundNow: boolean;
  wrong: boolean;
  note: string | null;
  onToggle: ((pointer: string) => void) | null;
}

function Line({ line, asText, found, foundNow, wrong, note, onToggle }: LineProps) {
  const { pointer, depth, key, kind, text, type, comma } = line;
  const folds = onToggle !== null && (kind === 'open' || kind === 'folded');
  const classes = ['json-line', wrong && 'json-wrong', found && 'json-found', foundNow && 'json-found-now'];
  return (
    <div class={classes.filter(Boolean).join(' ')} style={{ paddingLeft: `${depth * 1.1 + 1.6}rem` }}>
      {folds && (
        <button
          type="button"
          class="json-fold"
          aria-expanded={kind === 'open'}
          aria-label={`${kind === 'open' ? 'Fold' : 'Unfold'} ${key ?? (pointer || 'the event')}`}
          onClick={() => onToggle(pointer)}
        >
          {kind === 'open' ? '▾' : '▸'}
        </button>
      )}
      {key !== null && <span class="json-key">{asText ? JSON.stringify(key) : key}: </span>}
      <span class={text === '"[masked]"' ? 'json-masked' : `json-${type}`}>{text}</span>
      {asText && comma && ','}
      {note !== null && <span class="json-note"> {note}</span>}
    </div>
  );
}
