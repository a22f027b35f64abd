import { useEffect } from 'preact/hooks';
import { tellSignedIn } from '../../state/other-tabs.js';
import { EmptyState } from '../../ui/states.js';

/** Where the identity provider leads a tab that was opened to sign in again. The other tabs go on by themselves. */
export default function SignedInView() {
  useEffect(() => {
    tellSignedIn();
    window.close();
  }, []);
  return (
    <EmptyState title="You are signed in">
      Close this tab and go on in the one you came from, or <a href="/console">open the console here</a>.
    </EmptyState>
  );
}
