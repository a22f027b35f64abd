import { EmptyState } from '../../ui/states.js';
import { PageHeader } from '../../ui/page-header.js';

export default function EventsView() {
  return (
    <>
      <PageHeader title="Events" />
      <EmptyState title="Nothing here yet" />
    </>
  );
}
