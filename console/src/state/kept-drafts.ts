/** Drafts in the storage of this tab: they outlive a reload, and go when the person signs out. */
const START = 'cxone-dlq-draft:';

/** What was kept; `null`: nothing. */
export function keptDraft(key: string): unknown {
  try {
    return JSON.parse(sessionStorage.getItem(START + key) ?? 'null');
  } catch {
    return null;
  }
}

/** @returns whether it was kept: the browser's storage may be full */
export function keepDraft(key: string, draft: unknown): boolean {
  try {
    sessionStorage.setItem(START + key, JSON.stringify(draft));
    return true;
  } catch {
    return false;
  }
}

export function forgetDraft(key: string): void {
  sessionStorage.removeItem(START + key);
}

/** The tab is for another person now. */
export function forgetDrafts(): void {
  for (const name of Object.keys(sessionStorage)) {
    if (name.startsWith(START)) sessionStorage.removeItem(name);
  }
}
