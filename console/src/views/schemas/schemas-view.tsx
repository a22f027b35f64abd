import './schemas.css';
import { hrefOf } from '../../router/location.js';
import { useQuery } from '../../state/use-query.js';
import { Badge } from '../../ui/badge.js';
import { Card } from '../../ui/card.js';
import { CopyButton } from '../../ui/copy-button.js';
import { count, counted, duration } from '../../ui/format.js';
import { PageHeader } from '../../ui/page-header.js';
import { Loaded } from '../../ui/states.js';
import { Table, type Column } from '../../ui/table.js';
import { NewFile } from './new-file.js';
import { SchemaHistory } from './schema-history.js';
import { loadSet, shortDigest, whyReadOnly, type SchemaSet } from './set-query.js';

const SOURCES: Record<SchemaSet['source'], string> = {
  bucket: 'from the bucket',
  files: 'from the files of SCHEMA_DIR',
  shipped: 'as they came with the program',
};

/** The schemas and upcasters in force, and what was in force before. */
export default function SchemasView() {
  const query = useQuery('schemas/set', loadSet, 10_000);
  return (
    <Loaded query={query} lines={8}>
      {({ set, etag }) => (
        <>
          <PageHeader title="Schemas">
            What events must look like, {SOURCES[set.source]}. An event that names no version is of{' '}
            {set.default_version}. Digest <span class="mono">{shortDigest(set.digest)}</span>{' '}
            <CopyButton text={set.digest} label="Copy the digest" />
          </PageHeader>
          <div class="stack">
            {whyReadOnly(set) !== null && <p class="notice">{whyReadOnly(set)}</p>}
            {set.unresolved_of_unknown_versions > 0 && (
              <p class="notice notice-warning">
                {counted(set.unresolved_of_unknown_versions, 'event')} of versions that nothing here knows.{' '}
                <a href={hrefOf('/events?error_code=unknown_schema_version')}>Look at them</a>
              </p>
            )}
            <Card title="Versions" flush>
              <Table
                caption="Schema versions"
                columns={VERSIONS}
                rows={set.versions}
                keyOf={({ version }) => version}
              />
            </Card>
            {set.upcasters.length > 0 && (
              <Card title="Upcasters" flush>
                <Table
                  caption="Upcasters in force"
                  columns={UPCASTERS}
                  rows={set.upcasters}
                  keyOf={({ file }) => file}
                />
              </Card>
            )}
            <NewFile readOnly={whyReadOnly(set)} />
            {set.source !== 'files' && <SchemaHistory digest={set.digest} etag={etag} />}
          </div>
        </>
      )}
    </Loaded>
  );
}

const VERSIONS: readonly Column<SchemaSet['versions'][number]>[] = [
  {
    name: 'version',
    title: 'Version',
    cell: ({ version, file, current }) => (
      <span class="row">
        {file === null ? (
          <strong>{version}</strong>
        ) : (
          <a href={hrefOf(`/schemas/${encodeURIComponent(file)}`)}>{version}</a>
        )}
        {current && <Badge tone="accent">current</Badge>}
      </span>
    ),
  },
  {
    name: 'final',
    title: 'Delivered as',
    cell: ({ final_version, file }) => (
      <>
        {final_version}
        {file === null && <span class="muted"> by upcaster; not checked itself</span>}
      </>
    ),
  },
  {
    name: 'unresolved',
    title: 'Unresolved',
    numeric: true,
    cell: ({ unresolved, version }) =>
      unresolved === 0 ? (
        '0'
      ) : (
        <a href={hrefOf(`/events?schema_version=${encodeURIComponent(version)}`)}>{count(unresolved)}</a>
      ),
  },
  {
    name: 'stale',
    title: 'Parked as stale after',
    wideOnly: true,
    cell: ({ parked_as_stale_after_ms: after }) => (after === null ? '–' : duration(after / 1_000)),
  },
];

const UPCASTERS: readonly Column<SchemaSet['upcasters'][number]>[] = [
  { name: 'from', title: 'From', cell: ({ from }) => from },
  { name: 'to', title: 'To', cell: ({ to }) => to },
  {
    name: 'file',
    title: 'File',
    cell: ({ file }) => <a href={hrefOf(`/schemas/${encodeURIComponent(file)}`)}>{file}</a>,
  },
];
