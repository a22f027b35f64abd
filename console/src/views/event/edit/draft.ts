/** A correction that somebody writes. */
export interface Draft {
  /** As it stands in the editor. */
  text: string;
  /** The event that it began from, as text. */
  base: string;
  /** Of the record that the person has seen. */
  etag: string;
}

const keyOf = (traceId: string) => `cxone-dlq-draft:${traceId}`;

/** The draft of an event that this tab kept: it survives a reload and a session that ends. `null`: none */
export function keptDraft(traceId: string, storage: Pick<Storage, 'getItem'> = sessionStorage): Draft | null {
  try {
    const kept: unknown = JSON.parse(storage.getItem(keyOf(traceId)) ?? 'null');
    const { text, base, etag } = (kept ?? {}) as Partial<Draft>;
    const known = typeof text === 'string' && typeof base === 'string' && typeof etag === 'string';
    return known ? { text, base, etag } : null;
  } catch {
    return null;
  }
}

/** @returns whether it was kept: the browser's storage may be full */
export function keepDraft(traceId: string, draft: Draft): boolean {
  try {
    sessionStorage.setItem(keyOf(traceId), JSON.stringify(draft));
    return true;
  } catch {
    return false;
  }
}

export function forgetDraft(traceId: string): void {
  sessionStorage.removeItem(keyOf(traceId));
}
