import { upcasterFrom, versionOf } from './schema-file.js';
import type { SchemaSet } from './set-query.js';

/** What the deletion of a file of the set comes to. */
export interface Deletion {
  /** Why it cannot be deleted; `null`: as far as this page can tell, it can. */
  whyNot: string | null;
  /** The version that nothing knows any more then; `null`: none. */
  version: string | null;
  /** Events in the queue that are of this version. */
  unresolved: number;
  /** One or two sentences. */
  does: string;
}

export function deletionOf(
  file: string,
  { versions, upcasters, default_version, current }: SchemaSet,
): Deletion {
  const version = versionOf(file) ?? upcasterFrom(file);
  const none = { whyNot: null, version: null, unresolved: 0 };
  if (version === null) {
    return {
      ...none,
      does: 'Which version is current, and where events name theirs, is as without the file.',
    };
  }
  const known = versions.find((one) => one.version === version);
  const isSchema = versionOf(file) !== null;
  const leading = upcasters.find(({ to }) => to === version);
  const others = isSchema ? upcasters.some(({ from }) => from === version) : known?.file != null;
  if (others) {
    const does = isSchema
      ? `Events of ${version} are brought on by an upcaster, and are not checked as ${version}.`
      : `Events of ${version} stay what they are, and are checked by the schema of ${version}.`;
    return { ...none, does };
  }
  const whyNot =
    (version === default_version ? `Events that name no version are of ${version}` : null) ??
    (version === current ? `registry.yaml names ${version} as the current version` : null) ??
    (leading !== undefined ? `${leading.file} brings events to ${version}: delete it first` : null);
  const does = `Events of ${version} have no schema then: each that arrives is kept as unknown_schema_version.`;
  return { whyNot, version, unresolved: known?.unresolved ?? 0, does };
}
