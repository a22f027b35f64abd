import { EmptyState } from '../../ui/states.js';
import { PageHeader } from '../../ui/page-header.js';

export default function JobsView() {
  return (
    <>
      <PageHeader title="Jobs" />
      <EmptyState title="Nothing here yet" />
    </>
  );
}
