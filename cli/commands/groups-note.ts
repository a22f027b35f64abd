import type { Command } from '../command.js';
import { CommandFailed } from '../usage-error.js';
import { reasonOf } from './reason.js';
import { CHANGES } from './remote-options.js';

export const groupsNote: Command = {
  name: 'groups note',
  summary: 'Says something of a cause: that somebody works on it, or that nobody needs to be told of it',
  about: ['The note replaces the one before: what is left out is empty.'],
  takes: [{ name: 'FINGERPRINT', count: 'one' }],
  options: {
    state: { value: 'STATE', choices: ['open', 'acknowledged', 'muted'], meaning: 'of the cause' },
    text: { value: 'TEXT', meaning: 'what is known' },
    owner: { value: 'NAME', meaning: 'who works on it' },
    until: { value: 'TIME', meaning: 'when the owner gives it back, and a muted cause is told again' },
    ...CHANGES,
  },
  examples: [
    "cxone-dlq groups note $fingerprint --state acknowledged --owner ana --text 'the CRM is updated'",
  ],
  async run({ positionals, values, output, client }) {
    const api = await client();
    const fingerprint = positionals[0]!;
    const { items } = await api.get('/api/v1/dlq/groups', { query: { fingerprint } });
    const group = items.find((item) => item.fingerprint === fingerprint);
    if (group === undefined) {
      throw new CommandFailed(
        `no unresolved dead letter has the cause ${fingerprint}\nSee: cxone-dlq groups ls`,
      );
    }
    const [text, owner, until] = [values.text('text'), values.text('owner'), values.text('until')];
    const { body } = await api.call('put', '/api/v1/dlq/groups/{fingerprint}/note', {
      path: { fingerprint },
      headers: group.note === null ? { 'if-none-match': '*' } : { 'if-match': group.note.etag },
      body: {
        state: values.wanted('state'),
        ...(text !== undefined && { text }),
        ...(owner !== undefined && { owner }),
        ...(until !== undefined && { until }),
        ...reasonOf(values),
      },
    });
    await output.one(body, () => output.fields(Object.entries(body)));
    return 0;
  },
};
