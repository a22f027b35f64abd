import { confirm } from '../ask/confirm.js';
import type { Command } from '../command.js';
import { counted } from '../output/words.js';
import { fileText } from './patch-text.js';
import { ASKS } from './remote-options.js';
import { isSchemaFileName } from './schema-name.js';

export const schemasPut: Command = {
  name: 'schemas put',
  summary: 'Puts the schema of a version, an upcaster or the registry file; the whole set is checked first',
  about: [
    'NAME is a version such as v2.2, or the name of a file such as v2.1-to-v2.2.jsonata.',
    'Check it before: cxone-dlq schemas check --dir DIRECTORY --events FILE',
  ],
  takes: [
    { name: 'NAME', count: 'one' },
    { name: 'FILE', count: 'one' },
  ],
  options: ASKS,
  examples: ["cxone-dlq schemas put v9.9 schemas/v2.1.schema.json --reason 'a new field' --yes"],
  async run({ positionals, values, output, client, world }) {
    const [name = '', file = ''] = positionals;
    const content = await fileText(file, 'FILE', world);
    const api = await client();
    const { body: present, etag } = await api.call('get', '/api/v1/schemas');
    const unresolved = present.versions.find(({ version }) => version === name)?.unresolved ?? 0;
    await confirm(
      `Put ${name} into the schemas in force? ${counted(unresolved, 'unresolved dead letter')} of it.`,
      values,
      world,
    );
    const change = {
      query: { reason: values.text('reason') },
      headers: { 'if-match': etag ?? '' },
    };
    const { body } = isSchemaFileName(name)
      ? await api.call('put', '/api/v1/schemas/files/{name}', {
          ...change,
          path: { name },
          text: { type: name.endsWith('.json') ? 'application/json' : 'text/plain', content },
        })
      : await api.call('put', '/api/v1/schemas/{version}', {
          ...change,
          path: { version: name },
          text: { type: 'application/json', content },
        });
    await output.one(body, () => [
      body.changed ? `set ${body.digest} is in force` : `nothing changed: set ${body.digest}`,
      `versions: ${body.versions.join(', ')}`,
      ...(body.changed ? [`Take it back with: cxone-dlq schemas rollback ${present.digest}`] : []),
    ]);
    return 0;
  },
};
