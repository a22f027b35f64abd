import { EmptyState } from '../../ui/states.js';
import { PageHeader } from '../../ui/page-header.js';

export default function EventView() {
  return (
    <>
      <PageHeader title="Event" />
      <EmptyState title="Nothing here yet" />
    </>
  );
}
