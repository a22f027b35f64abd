import { expect, it } from 'vitest';
import { AUDIT_PREFIX } from '../../audit/audit-entry.js';
import { DEAD_LETTER_PREFIX } from '../../domain/letter/trace-id.js';
import { NOTE_PREFIX } from '../../groups/note.js';
import { NOTICE_PREFIX } from '../../notify/notice-record.js';
import { CURRENT_KEY } from '../../processing/schemas/bucket/schema-objects.js';
import { JOBS_PREFIX } from '../../redrives/store/job-record.js';
import { MOVED_PREFIXES } from './moved-prefixes.js';

it('takes the prefix of every room that keeps objects, in order', () => {
  const kept = [AUDIT_PREFIX, DEAD_LETTER_PREFIX, NOTE_PREFIX, NOTICE_PREFIX, JOBS_PREFIX];
  expect([...MOVED_PREFIXES]).toEqual([...kept, CURRENT_KEY.replace(/[^/]*$/, '')].toSorted());
});
