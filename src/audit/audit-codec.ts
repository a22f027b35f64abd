import type { AuditEntry } from './audit-entry.js';

export const AUDIT_CONTENT_TYPE = 'application/json';

export function encodeEntry(entry: AuditEntry): Buffer {
  return Buffer.from(JSON.stringify(entry), 'utf8');
}

/**
 * Reads an entry. An action that this version does not know is taken: a newer one may have written it.
 *
 * @param id of the key under which it lies
 * @returns `null`: it is no entry, or one of another key
 */
export function decodeEntry(id: string, bytes: Uint8Array): AuditEntry | null {
  try {
    const value: unknown = JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(bytes));
    return isEntry(value) && value.audit_id === id ? value : null;
  } catch {
    return null;
  }
}

function isEntry(value: unknown): value is AuditEntry {
  if (!isObject(value) || !isObject(value.actor) || !isObject(value.target)) return false;
  const texts = [value.audit_id, value.at, value.action, value.actor.name, value.actor.kind];
  return texts.every((text) => typeof text === 'string');
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
