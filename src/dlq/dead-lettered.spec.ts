import { expect, it } from 'vitest';
import { letterOf } from '../../test/support/dead-letters.js';
import { pathsOf } from '../../test/support/mask-paths.js';
import { Masking } from '../domain/masking/masking.js';
import { deadLettered } from './dead-lettered.js';

it('an event that becomes a dead letter is told without masked values', () => {
  const letter = { ...letterOf({ payload: { pin: '4711' } }), error: 'no pin 4711' };
  const told = (paths: string) => deadLettered(null, letter, new Masking(pathsOf(paths)));
  expect(told('payload.pin')).toMatchObject({ error: 'no pin [masked]', tenantId: letter.event.tenantId });
  expect(told('tenant_id')).toMatchObject({ error: 'no pin 4711', tenantId: '[masked]' });
  expect(deadLettered('pending', letter, new Masking([]))).toBeNull();
});
