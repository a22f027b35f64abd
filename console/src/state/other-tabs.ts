/** Tells the other tabs of the console, so that a session that began in one is used in all. */
const KEY = 'cxone-dlq-signed-in';

/** Says which session this tab has found. Tabs that know of this one already are not told again. */
export function tellSession(endsAt: string | null): void {
  localStorage.setItem(KEY, endsAt ?? '');
}

export function tellSignedIn(): void {
  localStorage.setItem(KEY, String(Date.now()));
}

/** @returns a function that stops listening */
export function onSignedInElsewhere(act: () => void): () => void {
  const listen = ({ key }: StorageEvent) => {
    if (key === KEY) act();
  };
  window.addEventListener('storage', listen);
  return () => window.removeEventListener('storage', listen);
}
