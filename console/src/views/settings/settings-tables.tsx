import { useParameter } from '../../router/use-filters.js';
import { Badge } from '../../ui/badge.js';
import { Card } from '../../ui/card.js';
import { EmptyState } from '../../ui/states.js';
import { Table, type Column } from '../../ui/table.js';
import { isChanged, plainMeaning, settingsWith, valueWords } from './setting-words.js';
import type { Setting, SettingsGroup } from './setting-words.js';

/** The variables of the process that answered, a table a group, with a search. */
export function SettingsTables({ groups }: { groups: readonly SettingsGroup[] }) {
  const [search, setSearch] = useParameter('text', '');
  const [changed, setChanged] = useParameter('changed', '');
  const shown = settingsWith(groups, search, changed !== '');
  return (
    <section class="stack" aria-label="Variables">
      <div class="row settings-search" role="search" aria-label="Variables">
        <input
          class="input"
          type="search"
          aria-label="Search in the variables"
          placeholder="Name, value or meaning"
          value={search}
          onInput={({ currentTarget }) => setSearch(currentTarget.value)}
        />
        <label class="row">
          <input
            type="checkbox"
            checked={changed !== ''}
            onChange={({ currentTarget }) => setChanged(currentTarget.checked ? 'yes' : '')}
          />
          Only what differs from its default
        </label>
      </div>
      {shown.length === 0 && (
        <EmptyState title="No variable is like this">Search for another word.</EmptyState>
      )}
      {shown.map(({ title, settings }) => (
        <Card key={title} title={title} flush class="settings-group">
          <Table
            caption={`Variables: ${title}`}
            columns={COLUMNS}
            rows={settings}
            keyOf={({ name }) => name}
            rowClass={(setting) => (isChanged(setting) ? 'setting-changed' : '')}
          />
        </Card>
      ))}
    </section>
  );
}

const COLUMNS: readonly Column<Setting>[] = [
  {
    name: 'name',
    title: 'Name',
    cell: ({ name, meaning }) => (
      <>
        <code>{name}</code>
        <div class="small muted narrow-only">{plainMeaning(meaning)}</div>
      </>
    ),
  },
  {
    name: 'value',
    title: 'Value',
    cell: (setting) => (
      <>
        <span class={setting.value === null ? 'muted' : 'mono'}>{valueWords(setting)}</span>
        {isChanged(setting) && (
          <div>
            <Badge tone="accent">{setting.source === 'file' ? 'set by a file' : 'set'}</Badge>
          </div>
        )}
        {setting.default !== null && (
          <div class="small muted narrow-only">default: {plainMeaning(setting.default)}</div>
        )}
      </>
    ),
  },
  {
    name: 'default',
    title: 'Default',
    wideOnly: true,
    cell: ({ default: byDefault }) => (
      <span class="muted">{byDefault === null ? 'none' : plainMeaning(byDefault)}</span>
    ),
  },
  { name: 'meaning', title: 'Meaning', wideOnly: true, cell: ({ meaning }) => plainMeaning(meaning) },
];
