import { get } from '../../api/client.js';
import type { Operation, QueryOf } from '../../api/operation.js';
import type { AuditEntry } from '../../api/types.js';

export type AuditQuery = QueryOf<Operation<'/api/v1/audit', 'get'>>;

export interface Audit {
  items: AuditEntry[];
  /** Ids of entries that are damaged, or that the store does not hand out. */
  unreadable: string[];
  /** Whether there may be older ones than were loaded. */
  more: boolean;
}

const PAGE = 50;

/** As many pages of the audit as the person has asked for. With a filter a page may be empty and still have a next one. */
export async function loadAudit(query: AuditQuery, pages: number, signal: AbortSignal): Promise<Audit> {
  const items: AuditEntry[] = [];
  const unreadable: string[] = [];
  let token = '';
  for (let nth = 0; nth < pages; nth++) {
    const page = await get('/api/v1/audit', {
      query: { ...query, limit: PAGE, ...(token !== '' && { next_token: token }) },
      signal,
    });
    items.push(...page.items);
    unreadable.push(...page.unreadable);
    token = page.next_token;
    if (token === '') break;
  }
  return { items, unreadable, more: token !== '' };
}
