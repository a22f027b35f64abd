import { EmptyState } from '../../ui/states.js';
import { PageHeader } from '../../ui/page-header.js';

export default function JobView() {
  return (
    <>
      <PageHeader title="Job" />
      <EmptyState title="Nothing here yet" />
    </>
  );
}
