import { schemaFilesOf, type SchemaFiles } from '../schema-files.js';
import { SchemasRefused } from '../schema-problem.js';

/** Where sets of schemas lie in the store, beside the dead letters. */
const PREFIX = 'schemas/';

/** Names the set in force. It is changed by compare-and-set; all else under the prefix is written once. */
export const CURRENT_KEY = `${PREFIX}current.json`;

export const SCHEMAS_CONTENT_TYPE = 'application/json';

/** Changes that `current.json` remembers. */
const MAX_HISTORY = 100;

/** The bytes of a set as an object. An object of this size is read, whatever MAX_BODY_BYTES is. */
export const MAX_SET_BYTES = 8_000_000;

const DIGEST = /^[0-9a-f]{64}$/;

/** One change of the set in force. */
export interface SchemaHistoryEntry {
  digest: string;
  /** The digest of the set that was in force before. */
  before: string | null;
  /** RFC 3339, UTC. */
  at: string;
  by: { name: string; kind: string };
  action: 'put' | 'delete' | 'rollback';
  /** The name of the file; `null`: the set as a whole. */
  file: string | null;
  reason: string | null;
  audit_id: string;
}

/** The content of `current.json`. */
export interface CurrentSchemas {
  digest: string;
  /** The newest first. */
  history: readonly SchemaHistoryEntry[];
}

export function setKey(digest: string): string {
  return `${PREFIX}${digest}.json`;
}

export function isDigest(text: unknown): text is string {
  return typeof text === 'string' && DIGEST.test(text);
}

/** The same set gives the same bytes, so two replicas that write it do not disagree. */
export function encodeSet({ digest, files }: SchemaFiles): Uint8Array {
  const content = { digest, files: files.map(({ name, text }) => ({ name, text })) };
  return Buffer.from(JSON.stringify(content), 'utf8');
}

/** @returns `null` where the bytes are not the set of this digest */
export function decodeSet(digest: string, bytes: Uint8Array): SchemaFiles | null {
  const content = objectIn(bytes);
  if (!Array.isArray(content?.['files'])) return null;
  const texts = new Map<string, string>();
  for (const file of content['files'] as unknown[]) {
    const { name, text } = (file ?? {}) as { name?: unknown; text?: unknown };
    if (typeof name !== 'string' || typeof text !== 'string') return null;
    texts.set(name, text);
  }
  try {
    const files = schemaFilesOf(texts, setKey(digest));
    return files.digest === digest ? files : null;
  } catch (error) {
    if (error instanceof SchemasRefused) return null;
    throw error;
  }
}

/** @param writeId makes the bytes of each write unique, so that a lost answer can be settled by reading */
export function encodeCurrent({ digest, history }: CurrentSchemas, writeId: string): Uint8Array {
  const content = { digest, write_id: writeId, history: history.slice(0, MAX_HISTORY) };
  return Buffer.from(JSON.stringify(content), 'utf8');
}

/** @returns `null` where the bytes name no set */
export function decodeCurrent(bytes: Uint8Array): CurrentSchemas | null {
  const content = objectIn(bytes);
  const digest = content?.['digest'];
  const history = content?.['history'];
  if (!isDigest(digest)) return null;
  return { digest, history: Array.isArray(history) ? history.filter(isEntry) : [] };
}

function isEntry(value: unknown): value is SchemaHistoryEntry {
  const { digest, at, by, action } = (value ?? {}) as Partial<SchemaHistoryEntry>;
  return (
    isDigest(digest) && typeof at === 'string' && typeof by?.name === 'string' && typeof action === 'string'
  );
}

function objectIn(bytes: Uint8Array): Record<string, unknown> | null {
  try {
    const value: unknown = JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(bytes));
    return typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : null;
  } catch {
    return null;
  }
}
