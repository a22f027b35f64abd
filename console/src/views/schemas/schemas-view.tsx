import { EmptyState } from '../../ui/states.js';
import { PageHeader } from '../../ui/page-header.js';

export default function SchemasView() {
  return (
    <>
      <PageHeader title="Schemas" />
      <EmptyState title="Nothing here yet" />
    </>
  );
}
