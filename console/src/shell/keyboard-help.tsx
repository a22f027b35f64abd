import { shortcuts } from '../state/shortcuts.js';
import { useStore } from '../state/store.js';
import { Dialog } from '../ui/dialog.js';

/** The keys that hold on this page. */
export function KeyboardHelp({ onClose }: { onClose: () => void }) {
  const held = useStore(shortcuts);
  return (
    <Dialog title="Keyboard" onClose={onClose}>
      <dl class="keys">
        {held.map(({ keys, does }) => (
          <div key={keys + does} class="keys-row">
            <dt>
              {keys.split(' ').map((key) => (
                <kbd key={key}>{key}</kbd>
              ))}
            </dt>
            <dd>{does}</dd>
          </div>
        ))}
      </dl>
    </Dialog>
  );
}
