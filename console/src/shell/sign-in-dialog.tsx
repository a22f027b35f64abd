import { useEffect, useState } from 'preact/hooks';
import { signInDeclined, signInState } from '../api/credential.js';
import { ApiProblem, sentenceOf } from '../api/problem.js';
import { invalidate } from '../state/query-cache.js';
import { hasIdentityProvider, me, signInByKey } from '../state/session.js';
import { useStore } from '../state/store.js';
import { Button } from '../ui/button.js';
import { Dialog } from '../ui/dialog.js';
import { Field } from '../ui/field.js';
import { toast } from '../ui/toast.js';

const SIGN_IN = '/api/v1/session/sign-in?return_to=';

/** Asks for a credential over the page. What the person was writing stays, and calls that wait go on afterwards. */
export function SignInDialog() {
  return useStore(signInState) === 'asking' ? <SignIn /> : null;
}

function SignIn() {
  const [key, setKey] = useState('');
  const [busy, setBusy] = useState(false);
  const [failure, setFailure] = useState<string | null>(null);
  const again = me.get() !== null;
  const provider = useIdentityProvider();

  const submit = async () => {
    if (busy) return;
    setBusy(true);
    setFailure(null);
    try {
      const kept = await signInByKey(key.trim());
      if (kept === 'tab')
        toast('Signed in for this tab: SESSION_SECRET is not set, so the key stays in its memory');
      invalidate();
    } catch (error) {
      const refused = error instanceof ApiProblem && error.status === 401;
      setFailure(refused ? 'The service does not know this key, or it has expired.' : sentenceOf(error));
      setBusy(false);
    }
  };

  return (
    <Dialog
      title={again ? 'Your session has ended' : 'Sign in'}
      onClose={signInDeclined}
      onSubmit={() => void submit()}
      actions={
        <Button
          type="submit"
          kind="primary"
          busy={busy}
          disabledFor={key.trim() === '' ? 'Enter a key first' : null}
        >
          Sign in
        </Button>
      }
    >
      <div class="stack">
        {again && (
          <p>Sign in again to go on. Nothing that you have written is lost. Another person begins anew.</p>
        )}
        {provider && (
          <p>
            <ProviderLink again={again} />
          </p>
        )}
        <Field
          label="API key"
          error={failure}
          hint="It begins with cxdlq_. An administrator makes one with: npm run keys -- new --name you --role operator"
        >
          {(id, describedBy) => (
            <input
              id={id}
              class="input"
              type="password"
              autocomplete="current-password"
              autofocus
              aria-describedby={describedBy}
              value={key}
              onInput={({ currentTarget }) => setKey(currentTarget.value)}
            />
          )}
        </Field>
      </div>
    </Dialog>
  );
}

/** In a tab of its own where something may be unsaved in this one. */
function ProviderLink({ again }: { again: boolean }) {
  const { pathname, search } = window.location;
  const words = 'Sign in at your identity provider';
  if (!again) {
    return (
      <a class="button button-primary" href={SIGN_IN + encodeURIComponent(pathname + search)}>
        {words}
      </a>
    );
  }
  return (
    <a class="button button-primary" target="_blank" rel="noopener" href={`${SIGN_IN}/console/signed-in`}>
      {words} (new tab)
    </a>
  );
}

function useIdentityProvider(): boolean {
  const [has, setHas] = useState(false);
  useEffect(() => {
    hasIdentityProvider().then(setHas, () => undefined);
  }, []);
  return has;
}
