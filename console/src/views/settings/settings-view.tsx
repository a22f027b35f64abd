import { EmptyState } from '../../ui/states.js';
import { PageHeader } from '../../ui/page-header.js';

export default function SettingsView() {
  return (
    <>
      <PageHeader title="Settings" />
      <EmptyState title="Nothing here yet" />
    </>
  );
}
