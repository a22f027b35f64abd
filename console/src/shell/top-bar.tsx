import { openSignIn } from '../api/credential.js';
import { connection } from '../api/connection.js';
import { hrefOf } from '../router/location.js';
import { signOut, useMe } from '../state/session.js';
import { useStore } from '../state/store.js';
import { nextTheme, theme, type Theme } from '../state/theme.js';
import { Button } from '../ui/button.js';
import { Icon, type IconName } from '../ui/icon.js';
import { Time } from '../ui/time.js';

const THEME_ICONS: Record<Theme, IconName> = { auto: 'auto', light: 'sun', dark: 'moon' };

/** The name, who is signed in, and what holds for every view. */
export function TopBar({ onCommands, onHelp }: { onCommands: () => void; onHelp: () => void }) {
  const present = useStore(theme);
  return (
    <header class="top-bar">
      <a class="brand" href={hrefOf('/')}>
        <img src="/console/icon.svg" width="20" height="20" alt="" />
        CXone DLQ
      </a>
      <Button kind="quiet" icon="search" label="Commands Ctrl K" class="top-bar-search" onClick={onCommands}>
        <span>Commands</span> <kbd>Ctrl K</kbd>
      </Button>
      <span class="spacer" />
      <Person />
      <span class="wide-only">
        <Button kind="quiet" icon="keyboard" label="Keyboard help (?)" onClick={onHelp} />
      </span>
      <Button kind="quiet" icon={THEME_ICONS[present]} label={`Colours: ${present}`} onClick={nextTheme} />
    </header>
  );
}

function Person() {
  const me = useMe();
  if (me === null) {
    return (
      <Button kind="quiet" icon="person" onClick={openSignIn}>
        Sign in
      </Button>
    );
  }
  return (
    <details class="menu">
      <summary class="button button-quiet">
        <Icon name="person" />
        <span class="wide-only">{me.name}</span>
        <span class="muted">{me.role}</span>
      </summary>
      <div class="menu-content">
        <p>
          <strong>{me.name}</strong>
          <br />
          <span class="muted">
            role {me.role}, by {me.kind}
          </span>
        </p>
        {me.expires_at !== null && (
          <p class="muted">
            Ends <Time at={me.expires_at} />
          </p>
        )}
        <p>
          <a href="/docs">API documentation</a>
        </p>
        {me.kind !== 'loopback' && <Button onClick={() => void signOut()}>Sign out</Button>}
      </div>
    </details>
  );
}

/** Says that the service is away, or that calls wait. */
export function ConnectionNotice() {
  const { lostAt, waitUntil } = useStore(connection);
  if (lostAt !== null) {
    return (
      <p class="bar-notice" role="alert">
        <Icon name="offline" /> The service does not answer since <Time at={lostAt} form="clock" />. What you
        see is from before; it is asked again by itself.
      </p>
    );
  }
  if (waitUntil !== null) {
    return (
      <p class="bar-notice" role="status">
        <Icon name="clock" /> The service asked to wait until <Time at={waitUntil} form="clock" />.
      </p>
    );
  }
  return null;
}
