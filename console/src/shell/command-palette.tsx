import { useId, useState } from 'preact/hooks';
import { commands, commandsFor } from '../state/commands.js';
import { useStore } from '../state/store.js';
import { Dialog } from '../ui/dialog.js';

/** Finds what can be done by words. */
export function CommandPalette({ onClose }: { onClose: () => void }) {
  const [typed, setTyped] = useState('');
  const [at, setAt] = useState(0);
  const list = useId();
  const found = commandsFor(typed, useStore(commands));
  const chosen = found[Math.min(at, found.length - 1)];
  const run = (command = chosen) => {
    if (command === undefined || (command.disabledFor ?? null) !== null) return;
    onClose();
    command.run();
  };
  const move = (by: number) =>
    setAt((Math.min(at, found.length - 1) + by + found.length) % Math.max(found.length, 1));
  return (
    <Dialog title="Commands" onClose={onClose} onSubmit={() => run()}>
      <input
        class="input"
        role="combobox"
        aria-label="What do you want to do?"
        aria-expanded="true"
        aria-controls={list}
        aria-activedescendant={chosen === undefined ? undefined : `${list}-${chosen.id}`}
        placeholder="What do you want to do?"
        autocomplete="off"
        autofocus
        value={typed}
        onInput={({ currentTarget }) => {
          setTyped(currentTarget.value);
          setAt(0);
        }}
        onKeyDown={(event) => {
          if (event.key !== 'ArrowDown' && event.key !== 'ArrowUp') return;
          event.preventDefault();
          move(event.key === 'ArrowDown' ? 1 : -1);
        }}
      />
      <ul id={list} class="palette" role="listbox" aria-label="Commands">
        {found.map((command) => (
          <li
            key={command.id}
            id={`${list}-${command.id}`}
            role="option"
            class="palette-item"
            aria-selected={command === chosen}
            aria-disabled={(command.disabledFor ?? null) !== null}
            onClick={() => run(command)}
          >
            {command.title}
            {command.disabledFor && <span class="muted"> · {command.disabledFor}</span>}
          </li>
        ))}
      </ul>
      {found.length === 0 && <p class="muted">No command has these words.</p>}
    </Dialog>
  );
}
