import { keptDraft } from '../../../state/kept-drafts.js';

/** A correction that somebody writes. */
export interface Draft {
  /** As it stands in the editor. */
  text: string;
  /** The event that it began from, as text. */
  base: string;
  /** Of the record that the person has seen. */
  etag: string;
}

/** The draft of an event that this tab kept: it survives a reload and a session that ends. `null`: none */
export function correctionDraft(traceId: string): Draft | null {
  const { text, base, etag } = (keptDraft(traceId) ?? {}) as Partial<Draft>;
  const known = typeof text === 'string' && typeof base === 'string' && typeof etag === 'string';
  return known ? { text, base, etag } : null;
}
