import './schemas.css';
import { useState } from 'preact/hooks';
import { hrefOf } from '../../router/location.js';
import { useFilters } from '../../router/use-filters.js';
import { invalidate } from '../../state/query-cache.js';
import { useQuery } from '../../state/use-query.js';
import { PageHeader } from '../../ui/page-header.js';
import { EmptyState, Loaded } from '../../ui/states.js';
import type { ViewProps } from '../view.js';
import { CheckParked } from './check-parked.js';
import { SchemaEditor } from './schema-editor.js';
import { fileAskedBy, fileNamed, isFileName, versionOf, versionsOf } from './schema-file.js';
import { loadFile, loadSet, shortDigest, type FileInForce } from './set-query.js';
import { triedEvents } from './tried-events.js';
import { useSchemaDraft } from './use-schema-draft.js';

/** One file of the set of schemas; of a version the file that its events are checked by. */
export default function SchemaFileView({ params }: ViewProps) {
  const named = params.file ?? '';
  const file = fileNamed(named);
  if (file === null) {
    return (
      <EmptyState title="No file of the schemas has this name">
        <a href={hrefOf('/schemas')}>Go to the schemas</a>.
      </EmptyState>
    );
  }
  return isFileName(named) ? (
    <SchemaFile key={file} file={file} />
  ) : (
    <OfVersion key={named} version={named} />
  );
}

function OfVersion({ version }: { version: string }) {
  const query = useQuery('schemas/set', loadSet, 10_000);
  return (
    <Loaded query={query} lines={12}>
      {({ set }) => <SchemaFile file={fileAskedBy(version, set)} />}
    </Loaded>
  );
}

function SchemaFile({ file }: { file: string }) {
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
        {(inForce) => <Content file={file} inForce={inForce} />}
      </Loaded>
    </>
  );
}

function Content({ file, inForce }: { file: string; inForce: FileInForce }) {
  const [putInForce, setPutInForce] = useState(0);
  const [{ cause = [] }, change] = useFilters(['cause']);
  const schemaDraft = useSchemaDraft(file, inForce);
  const fingerprint = cause[0] ?? null;
  const events = triedEvents(versionsOf(file, inForce.set), fingerprint);
  return (
    <div class="stack">
      {fingerprint !== null && (
        <p class="notice row">
          <span>
            It is tried with the events of{' '}
            <a href={hrefOf(`/causes?open=${encodeURIComponent(fingerprint)}`)}>one cause</a>.
          </span>
          <button type="button" class="button button-link" onClick={() => change({ cause: null })}>
            Try all parked events
          </button>
        </p>
      )}
      <SchemaEditor
        file={file}
        inForce={inForce}
        schemaDraft={schemaDraft}
        events={events}
        autoFocus={fingerprint !== null}
        onPut={() => {
          setPutInForce(putInForce + 1);
          invalidate('schemas');
          invalidate('groups');
        }}
      />
      {events !== null && (
        <CheckParked
          key={events.name}
          events={events}
          file={file}
          draft={schemaDraft.own?.text ?? null}
          putInForce={putInForce}
        />
      )}
    </div>
  );
}
