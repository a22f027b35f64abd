import { EmptyState } from '../../ui/states.js';
import { PageHeader } from '../../ui/page-header.js';

export default function AuditView() {
  return (
    <>
      <PageHeader title="Audit" />
      <EmptyState title="Nothing here yet" />
    </>
  );
}
