import { createHash } from 'node:crypto';
import { expect, it } from 'vitest';
import { concealed, shownSelection } from './shown-selection.js';

const digest = (text: string) => `sha256:${createHash('sha256').update(text).digest('hex')}`;
const filter = { interaction_id: 'int_1', tenant_id: ['t_1', 't_2'], status: 'parked' };

it('an erase shows digests in the place of ids from the event', () => {
  const expected = {
    interaction_id: digest('int_1'),
    tenant_id: [digest('t_1'), digest('t_2')],
    status: 'parked',
  };
  expect(concealed({ filter, trace_ids: null })).toEqual({ filter: expected, trace_ids: null });
  expect(shownSelection({ filter, trace_ids: null }, 'erase')).toEqual({ filter: expected });
});

it('other actions show their filter, and trace ids are counted', () => {
  expect(shownSelection({ filter, trace_ids: null }, 'retry')).toEqual({ filter });
  expect(shownSelection({ filter: null, trace_ids: ['DLQ-1', 'DLQ-2'] }, 'erase')).toEqual({ trace_ids: 2 });
});
