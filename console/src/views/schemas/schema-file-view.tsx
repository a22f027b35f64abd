import './schemas.css';
import { useState } from 'preact/hooks';
import { hrefOf } from '../../router/location.js';
import { invalidate } from '../../state/query-cache.js';
import { useQuery } from '../../state/use-query.js';
import { PageHeader } from '../../ui/page-header.js';
import { EmptyState, Loaded } from '../../ui/states.js';
import type { ViewProps } from '../view.js';
import { CheckParked } from './check-parked.js';
import { SchemaEditor } from './schema-editor.js';
import { fileNamed, versionOf, versionsOf } from './schema-file.js';
import { loadFile, shortDigest } from './set-query.js';

/** One file of the set of schemas. */
export default function SchemaFileView({ params }: ViewProps) {
  const file = fileNamed(params.file ?? '');
  if (file === null) {
    return (
      <EmptyState title="No file of the schemas has this name">
        <a href={hrefOf('/schemas')}>Go to the schemas</a>.
      </EmptyState>
    );
  }
  return <SchemaFile key={file} file={file} />;
}

function SchemaFile({ file }: { file: string }) {
  const [putInForce, setPutInForce] = useState(0);
  const query = useQuery(`schemas/file/${file}`, (signal) => loadFile(file, signal), 10_000);
  const version = versionOf(file);
  return (
    <>
      <PageHeader title={version === null ? file : `Schema ${version}`}>
        <p>
          <a href={hrefOf('/schemas')}>Schemas</a>
          {query.data !== undefined && (
            <>
              {' '}
              · set <span class="mono">{shortDigest(query.data.set.digest)}</span>
            </>
          )}
        </p>
      </PageHeader>
      <Loaded query={query} lines={12}>
        {(inForce) => (
          <div class="stack">
            <SchemaEditor
              file={file}
              inForce={inForce}
              onPut={() => {
                setPutInForce(putInForce + 1);
                invalidate('schemas');
                invalidate('groups');
              }}
            />
            <CheckParked versions={versionsOf(file, inForce.set)} putInForce={putInForce} />
          </div>
        )}
      </Loaded>
    </>
  );
}
