import { useEffect } from 'preact/hooks';
import { onSignedInElsewhere } from '../state/other-tabs.js';
import { me, signInFromElsewhere } from '../state/session.js';
import { toast } from '../ui/toast.js';

/** Goes on as whoever has signed in in another tab, and says so where it is another person. */
export function useOtherTabs(): void {
  useEffect(
    () =>
      onSignedInElsewhere(() => {
        // A failure changes nothing: the next call asks to sign in.
        signInFromElsewhere().then(
          (isAnother) => {
            const { name = '', role = '' } = me.get() ?? {};
            if (isAnother)
              toast(
                `Another tab signed in as ${name} (${role}): this tab goes on under that name, drafts stay`,
              );
          },
          () => undefined,
        );
      }),
    [],
  );
}
