import './settings.css';
import { get } from '../../api/client.js';
import { useQuery } from '../../state/use-query.js';
import { PageHeader } from '../../ui/page-header.js';
import { Loaded } from '../../ui/states.js';
import { RoutesCard } from './routes-card.js';
import { ServiceCard } from './service-card.js';
import { SettingsTables } from './settings-tables.js';
import { TargetsTable } from './targets-table.js';
import { TestNotice } from './test-notice.js';

/** What runs here, how it is configured, and where events go. Nothing is changed here but by a test of the channels. */
export default function SettingsView() {
  const settings = useQuery('settings', (signal) => get('/api/v1/settings', { signal }), 60_000);
  return (
    <>
      <PageHeader title="Settings">
        Of the process that answers, as it read them at its start. They are changed where the service is
        started.
      </PageHeader>
      <div class="stack">
        <div class="settings-cards">
          <ServiceCard />
          <TestNotice />
          <TargetsTable />
          <RoutesCard />
        </div>
        <Loaded query={settings} lines={12}>
          {({ groups }) => <SettingsTables groups={groups} />}
        </Loaded>
      </div>
    </>
  );
}
