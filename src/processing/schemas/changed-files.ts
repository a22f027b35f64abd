import { Problem } from '../../http/problem.js';
import { schemaFilesOf, type SchemaFiles } from './schema-files.js';

/** A change of one file of a set. `text` is `null`: it is deleted. */
export interface ChangedFile {
  name: string;
  text: string | null;
}

/**
 * The files of a set after a change of one of them.
 *
 * @throws Problem 404 where the file to delete is not there; SchemasRefused for a name, a size or a number that is not
 *   allowed
 */
export function withChange(base: SchemaFiles, { name, text }: ChangedFile): SchemaFiles {
  const texts = new Map(base.files.map((file) => [file.name, file.text]));
  if (text !== null) texts.set(name, text);
  else if (!texts.delete(name)) {
    throw new Problem({ status: 404, code: 'not_found', detail: `The set in force has no ${name}.` });
  }
  return schemaFilesOf(texts, 'the set');
}
