/** Whether it is the name of a file of the schemas; everything else is a version, such as v2.1. */
export function isSchemaFileName(name: string): boolean {
  return /\.(json|jsonata|ya?ml)$/.test(name);
}

/** The file that a version or a file's name stands for. */
export function schemaFileOf(name: string): string {
  return isSchemaFileName(name) ? name : `${name}.schema.json`;
}
