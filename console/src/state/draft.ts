import { useEffect, useState } from 'preact/hooks';
import { forgetDraft, keepDraft, keptDraft } from './kept-drafts.js';

/**
 * What a person has begun and not sent. It is kept in this tab, so that it outlives a reload and a session that ends.
 *
 * @param key names what is drafted, such as `schema:v2.1`
 * @param empty what is there before anybody begins
 * @returns the draft, a function that changes it, and one that forgets it, for when it was sent
 */
export function useDraft<T>(key: string, empty: T): [T, (next: T) => void, () => void] {
  const [held, hold] = useState<{ key: string; draft: T }>(() => ({
    key,
    draft: (keptDraft(key) as T | null) ?? empty,
  }));
  // The address has changed to another thing, and the component stayed.
  const draft = held.key === key ? held.draft : ((keptDraft(key) as T | null) ?? empty);
  useEffect(() => {
    if (held.key !== key) hold({ key, draft });
  }, [key]);
  return [
    draft,
    (next) => {
      hold({ key, draft: next });
      // Where the browser's storage is full, the draft lives as long as the page.
      keepDraft(key, next);
    },
    () => {
      forgetDraft(key);
      hold({ key, draft: empty });
    },
  ];
}
