import { confirm } from '../ask/confirm.js';
import type { Command } from '../command.js';
import { counted } from '../output/words.js';
import { ASKS } from './remote-options.js';
import { schemaFileOf } from './schema-name.js';

export const schemasRm: Command = {
  name: 'schemas rm',
  summary: 'Takes a schema, an upcaster or the registry file out of the set in force',
  about: [
    'NAME is a version such as v2.2, or the name of a file such as v2.1-to-v2.2.upcast.jsonata.',
    'The set before stays in the history: cxone-dlq schemas rollback DIGEST brings it back.',
  ],
  takes: [{ name: 'NAME', count: 'one' }],
  options: ASKS,
  examples: ["cxone-dlq schemas rm v8 --reason 'nobody sends it any more' --yes"],
  async run({ positionals, values, output, client, world }) {
    const name = schemaFileOf(positionals[0]!);
    const api = await client();
    const { body: present, etag } = await api.call('get', '/api/v1/schemas');
    const unresolved = present.versions.find(({ file }) => file === name)?.unresolved ?? 0;
    await confirm(
      `Delete ${name} from the schemas in force? ${counted(unresolved, 'unresolved dead letter')} of it.`,
      values,
      world,
    );
    const { body } = await api.call('delete', '/api/v1/schemas/files/{name}', {
      path: { name },
      query: { reason: values.text('reason') },
      headers: { 'if-match': etag ?? '' },
    });
    await output.one(body, () => [
      `${name} is deleted; set ${body.digest} is in force`,
      `versions: ${body.versions.join(', ')}`,
      `Bring it back with: cxone-dlq schemas rollback ${present.digest}`,
    ]);
    return 0;
  },
};
