import { useEffect, useState } from 'preact/hooks';
import { navigate } from './router/location.js';
import { Outlet } from './router/outlet.js';
import { useOtherTabs } from './shell/follow-other-tabs.js';
import { CommandPalette } from './shell/command-palette.js';
import { KeyboardHelp } from './shell/keyboard-help.js';
import { NAV_ENTRIES, Navigation } from './shell/navigation.js';
import { SignInDialog } from './shell/sign-in-dialog.js';
import { ConnectionNotice, TopBar } from './shell/top-bar.js';
import { useCommands } from './state/commands.js';
import { loadMe } from './state/session.js';
import { useShortcuts } from './state/shortcuts.js';
import { nextTheme } from './state/theme.js';
import { LiveRegion } from './ui/live-region.js';
import { Toasts } from './ui/toast.js';

/** The frame around every view. */
export function App() {
  const [over, setOver] = useState<'nothing' | 'commands' | 'help'>('nothing');
  const close = () => setOver('nothing');

  // Whoever is not signed in is asked by the dialog; a failure otherwise is told by the views.
  useEffect(() => void loadMe().catch(() => undefined), []);
  useOtherTabs();
  useShortcuts([
    { keys: 'Ctrl-k', does: 'Open the commands', run: () => setOver('commands'), everywhere: true },
    { keys: '?', does: 'Show these keys', run: () => setOver('help') },
    ...NAV_ENTRIES.map(({ path, title, nav }) => ({
      keys: `g ${nav.key}`,
      does: `Go to ${title.toLowerCase()}`,
      run: () => navigate(path),
    })),
  ]);
  useCommands([
    ...NAV_ENTRIES.map(({ path, title }) => ({
      id: `go${path}`,
      title: `Go to ${title.toLowerCase()}`,
      run: () => navigate(path),
    })),
    { id: 'theme', title: 'Change the colours', keywords: 'dark light theme', run: nextTheme },
    { id: 'keys', title: 'Show the keyboard shortcuts', keywords: 'help', run: () => setOver('help') },
  ]);

  return (
    <div class="frame">
      <a class="skip-link" href="#main">
        Skip to the content
      </a>
      <TopBar onCommands={() => setOver('commands')} onHelp={() => setOver('help')} />
      <Navigation />
      <main id="main" class="main" tabIndex={-1}>
        <ConnectionNotice />
        <Outlet />
      </main>
      <Toasts />
      <LiveRegion />
      {over === 'commands' && <CommandPalette onClose={close} />}
      {over === 'help' && <KeyboardHelp onClose={close} />}
      <SignInDialog />
    </div>
  );
}
