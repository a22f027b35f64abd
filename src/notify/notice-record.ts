import type { NoticeKind, Severity } from './notice.js';

/** Where notices lie in the store, beside the dead letters. */
export const NOTICE_PREFIX = 'notices/';

/** What all replicas know of a subject: one object in the store, changed by compare-and-set. */
export interface NoticeRecord {
  id: string;
  kind: NoticeKind;
  state: 'firing' | 'resolved';
  severity: Severity;
  title: string;
  details: Readonly<Record<string, string>>;
  /** Times that it began, counted from 1. */
  episode: number;
  /** When this episode began, milliseconds since the epoch. */
  since: number;
  /** When the state changed, milliseconds since the epoch. */
  at: number;
  /** Whether every channel was asked once. A record that stays `false` belongs to a process that has died. */
  told: boolean;
  /** It was there before anybody was told of anything: nobody hears of it, nor of its end. */
  silent: boolean;
  /** Makes the bytes of each write unique, so that a lost answer can be settled by reading. */
  write_id: string;
}

/** @param id of a subject; characters that a key should not hold are percent-encoded */
export function noticeKey(id: string): string {
  return `${NOTICE_PREFIX}${encodeURIComponent(id)}.json`;
}

export function encodeNotice(record: NoticeRecord): Uint8Array {
  return Buffer.from(JSON.stringify(record), 'utf8');
}

/** `null`: it is no notice of this service. */
export function decodeNotice(bytes: Uint8Array): NoticeRecord | null {
  try {
    const value = JSON.parse(Buffer.from(bytes).toString('utf8')) as NoticeRecord | null;
    const known = value?.state === 'firing' || value?.state === 'resolved';
    return known && typeof value.id === 'string' && Number.isInteger(value.episode) ? value : null;
  } catch {
    return null;
  }
}
