import { createRequire } from 'node:module';
import { resolve } from 'node:path';
import ts from 'typescript';
import type { Manifest } from './helm.js';

const require = createRequire(import.meta.url);

/**
 * What is wrong with manifests by the published schemas: of Kubernetes (package kubernetes-models, made from its OpenAPI
 * document) and of the Prometheus Operator (made from its custom resource definitions).
 *
 * Values are checked by the schemas. Fields that a schema does not know are found by the TypeScript types made from the
 * same documents: an object literal may have no other field than its type has.
 *
 * @returns a sentence for each problem, with the kind and the name of the manifest, and the field
 */
export function apiProblems(manifests: readonly Manifest[]): string[] {
  return [...manifests.flatMap(wrongValues), ...unknownFields(manifests)];
}

/** The module that has a kind's model. */
function moduleOf({ apiVersion, kind }: Manifest): string {
  const of = apiVersion.startsWith('monitoring.coreos.com/')
    ? '@kubernetes-models/prometheus-operator'
    : 'kubernetes-models';
  return `${of}/${apiVersion}/${kind}`;
}

function nameOf({ kind, metadata }: Manifest): string {
  return `${kind} ${metadata.name}`;
}

function wrongValues(manifest: Manifest): string[] {
  const models = require(moduleOf(manifest)) as Record<string, new (data: Manifest) => { validate(): void }>;
  const Model = models[manifest.kind];
  if (Model === undefined) return [`${nameOf(manifest)}: no schema of ${manifest.apiVersion}`];
  try {
    new Model(manifest).validate();
    return [];
  } catch (error) {
    return [`${nameOf(manifest)}: ${(error as Error).message}`];
  }
}

function unknownFields(manifests: readonly Manifest[]): string[] {
  const lines = manifests.map((manifest, index) => {
    const type = `import('${moduleOf(manifest)}').I${manifest.kind}`;
    return `export const m${index}: ${type} = ${JSON.stringify(manifest)};`;
  });
  // It is never written. It lies in this folder so that packages are found from it.
  const file = resolve('test/deploy/manifests.virtual.ts');
  const options = {
    strict: true,
    noEmit: true,
    skipLibCheck: true,
    types: [],
    target: ts.ScriptTarget.ES2022,
  };
  const host = ts.createCompilerHost(options);
  const read = host.getSourceFile.bind(host);
  host.getSourceFile = (path, ...rest) =>
    path === file ? ts.createSourceFile(path, lines.join('\n'), ts.ScriptTarget.ES2022) : read(path, ...rest);
  const exists = host.fileExists.bind(host);
  host.fileExists = (path) => path === file || exists(path);
  const program = ts.createProgram([file], options, host);
  const source = program.getSourceFile(file)!;
  return ts.getPreEmitDiagnostics(program, source).map(({ messageText, start }) => {
    const { line } = source.getLineAndCharacterOfPosition(start ?? 0);
    return `${nameOf(manifests[line]!)}: ${ts.flattenDiagnosticMessageText(messageText, ' ')}`;
  });
}
