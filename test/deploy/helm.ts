import { execFile } from 'node:child_process';
import { parseAllDocuments } from 'yaml';

export const CHART = 'deploy/helm/cxone-dlq';
export const FULL_VALUES = ['--values', `${CHART}/ci/full-values.yaml`];

/** A rendered manifest, as far as every kind has it. */
export interface Manifest {
  apiVersion: string;
  kind: string;
  metadata: { name: string; annotations?: Record<string, string> };
  [member: string]: unknown;
}

/** Runs Helm. @throws Error with what Helm said, where it failed */
export function helm(...args: string[]): Promise<string> {
  return new Promise((resolve, reject) => {
    execFile('scripts/helm', args, (error, stdout, stderr) =>
      error === null ? resolve(stdout) : reject(new Error(stderr)),
    );
  });
}

/** The manifests that the chart makes with these arguments, tests of the release included. */
export async function render(...args: string[]): Promise<Manifest[]> {
  return manifestsIn(await helm('template', 'dlq', CHART, '--namespace', 'calls', ...args));
}

/** The documents of a YAML text, read as Kubernetes reads them (YAML 1.1). */
export function manifestsIn(text: string): Manifest[] {
  return parseAllDocuments(text, { version: '1.1' })
    .map((document) => {
      if (document.errors.length > 0) throw document.errors[0]!;
      return document.toJS() as Manifest | null;
    })
    .filter((manifest) => manifest !== null);
}

/** The only manifest of a kind. */
export function only(manifests: Manifest[], kind: string): Manifest {
  const found = manifests.filter((manifest) => manifest.kind === kind);
  if (found.length !== 1) throw new Error(`expected one ${kind}, found ${found.length}`);
  return found[0]!;
}
