import type { Command } from '../command.js';
import { SHOWS } from './remote-options.js';

export const schemasLs: Command = {
  name: 'schemas ls',
  summary: 'Lists the schemas in force and the sets before, which schemas rollback takes',
  takes: [],
  options: SHOWS,
  examples: ['cxone-dlq schemas ls'],
  async run({ output, client }) {
    const api = await client();
    const schemas = await api.get('/api/v1/schemas');
    const { items: history } = await api.get('/api/v1/schemas/history');
    if (output.form !== 'table') {
      await output.json({ ...schemas, history });
      return 0;
    }
    await output.lines([`set ${schemas.digest} (${schemas.source})`, '']);
    await output.list(
      schemas.versions,
      [
        { title: 'VERSION', of: ({ version, current }) => (current ? `${version} (current)` : version) },
        { title: 'FILE', of: ({ file }) => file },
        { title: 'BROUGHT TO', of: ({ final_version: final }) => final },
        { title: 'UNRESOLVED', right: true, of: ({ unresolved }) => unresolved },
      ],
      'There is no schema.',
    );
    if (history.length === 0) return 0;
    await output.lines(['']);
    await output.list(
      history,
      [
        { title: 'SINCE', of: ({ at }) => at },
        { title: 'SET', of: ({ digest }) => digest },
        { title: 'BY', of: ({ by }) => by.name },
        { title: 'CHANGE', of: ({ action, file }) => (file === null ? action : `${action} ${file}`) },
        { title: 'REASON', flexible: true, of: ({ reason }) => reason },
      ],
      '',
    );
    const before = history[0]?.before ?? null;
    if (before !== null)
      await output.note(`The latest change is taken back by: cxone-dlq schemas rollback ${before}`);
    return 0;
  },
};
