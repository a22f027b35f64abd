import { confirm } from '../ask/confirm.js';
import type { Command } from '../command.js';
import { reasonOf } from './reason.js';
import { ASKS } from './remote-options.js';

export const schemasRollback: Command = {
  name: 'schemas rollback',
  summary: 'Puts an earlier set of schemas back in force',
  takes: [{ name: 'DIGEST', count: 'one' }],
  options: ASKS,
  examples: ["cxone-dlq schemas rollback $digest --reason 'it refused good events' --yes"],
  async run({ positionals, values, output, client, world }) {
    const digest = positionals[0]!;
    const api = await client();
    const { body: present, etag } = await api.call('get', '/api/v1/schemas');
    await confirm(`Put the set ${digest} in the place of ${present.digest}?`, values, world);
    const changed = await api.post('/api/v1/schemas/rollback', {
      headers: { 'if-match': etag ?? '' },
      body: { digest, ...reasonOf(values) },
    });
    await output.one(changed, () => [
      `set ${changed.digest} is in force`,
      `versions: ${changed.versions.join(', ')}`,
    ]);
    return 0;
  },
};
