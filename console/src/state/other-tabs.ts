/** Tells the other tabs of the console, so that a session that began in one is used in all. */
const KEY = 'cxone-dlq-signed-in';

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
