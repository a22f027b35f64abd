import { EmptyState } from '../../ui/states.js';
import { PageHeader } from '../../ui/page-header.js';

export default function CausesView() {
  return (
    <>
      <PageHeader title="Causes" />
      <EmptyState title="Nothing here yet" />
    </>
  );
}
