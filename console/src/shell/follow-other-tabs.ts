import { useEffect } from 'preact/hooks';
import { onSignedInElsewhere } from '../state/other-tabs.js';
import { signInFromElsewhere } from '../state/session.js';

/** Goes on as whoever has signed in in another tab. */
export function useOtherTabs(): void {
  useEffect(
    () =>
      // A failure changes nothing: the next call asks to sign in.
      onSignedInElsewhere(() => void signInFromElsewhere().catch(() => undefined)),
    [],
  );
}
