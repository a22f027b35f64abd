import { expect, it } from 'vitest';
import { isJsonInString } from './json-in-string.js';
import { jsonString, toJsonText } from './json-text.js';

it.each(['{"interaction_id":"i1"}', ' [1]', '{}'])('knows JSON in a string: %s', (text) => {
  expect(isJsonInString(jsonString(text))).toBe(true);
  expect(isJsonInString(toJsonText(text))).toBe(false);
});

it.each(['', 'text', '17', '{"a":', '{x}'])('takes %j for a text', (text) => {
  expect(isJsonInString(jsonString(text))).toBe(false);
  expect(isJsonInString(null)).toBe(false);
});
