import { EmptyState } from '../../ui/states.js';
import { PageHeader } from '../../ui/page-header.js';

export default function NewJobView() {
  return (
    <>
      <PageHeader title="New job" />
      <EmptyState title="Nothing here yet" />
    </>
  );
}
