import { expect, it } from 'vitest';
import { toStoreError } from './file-errors.js';

it.each([
  ['ENOSPC', false],
  ['EDQUOT', false],
  ['EROFS', false],
  ['EACCES', false],
  ['EMFILE', true],
  ['EIO', true],
])('%s may pass: %s', (code, retryable) => {
  const error = toStoreError(Object.assign(new Error(code), { code }), 'writing', false);
  expect(error).toMatchObject({ message: `writing failed: ${code}`, retryable, outcomeUnknown: false });
});
