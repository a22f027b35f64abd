/**
 * Writes what in the deployment follows from something else; with `--check` compares instead, and fails where they differ:
 *
 * - the versions of the chart and of the Dockerfile, from package.json
 * - `config` in values.schema.json of the chart, from the table of variables of the built service
 * - deploy/kubernetes/cxone-dlq.yaml, from the chart with its default values
 */
import { execFileSync } from 'node:child_process';
import { readFile, writeFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import prettier from 'prettier';
import { built } from './built.mjs';

/** @typedef {import('../src/config/variables/variable.js').Variable} Variable */

/** @type {{ VARIABLE_GROUPS: readonly import('../src/config/variables/variable.js').VariableGroup[] }} */
const { VARIABLE_GROUPS } = await built('config/variables/variables.js');

const CHART = 'deploy/helm/cxone-dlq';
const SCHEMA = `${CHART}/values.schema.json`;
const MANIFESTS = 'deploy/kubernetes/cxone-dlq.yaml';
/** What the chart and the image set: another value would part them from the ports and volumes of the pod. */
const FIXED = new Set(['HOST', 'PORT', 'DATA_DIR']);

const { version } = JSON.parse(await read('package.json'));
const chart = await read(`${CHART}/Chart.yaml`);
const schema = JSON.parse(await read(SCHEMA));
schema.properties.config = configSchema();

await put(`${CHART}/Chart.yaml`, chart.replaceAll(/^(version|appVersion): .*$/gm, `$1: ${version}`));
await put('Dockerfile', (await read('Dockerfile')).replace(/^ARG VERSION=.*$/m, `ARG VERSION=${version}`));
await put(SCHEMA, await formatted(SCHEMA, JSON.stringify(schema)));
await put(MANIFESTS, await formatted(MANIFESTS, manifests()));

/** @param {string} path @param {string} text */
async function put(path, text) {
  if ((await read(path).catch(() => '')) === text) return;
  if (process.argv.includes('--check')) {
    console.error(`${path} is not up to date: run npm run generate, and commit it`);
    process.exitCode = 1;
  } else await writeFile(pathOf(path), text);
}

/** Every variable that is no secret, with its values, so that a misspelt name is refused before anything is installed. */
function configSchema() {
  const variables = VARIABLE_GROUPS.flatMap((group) => Object.entries(group.variables)).filter(
    ([name, { type, hidden, private: isPrivate }]) =>
      type !== 'secret' && !hidden && !isPrivate && !FIXED.has(name),
  );
  return {
    description:
      'Variables of docs/configuration.md that are no secrets. A secret belongs into secrets.env or secrets.files.',
    type: 'object',
    additionalProperties: false,
    properties: Object.fromEntries(variables.map(([name, variable]) => [name, valueSchema(variable)])),
    // The path of a file with a secret.
    patternProperties: { '^[A-Z][A-Z0-9_]*_FILE$': { type: 'string', pattern: '^/' } },
  };
}

/** A number may be written as a string too, as it is in an environment. @param {Variable} variable */
function valueSchema(variable) {
  switch (variable.type) {
    case 'integer':
      return {
        type: ['integer', 'string'],
        minimum: variable.min,
        maximum: variable.max,
        pattern: '^[0-9]*$',
      };
    case 'boolean':
      return { enum: [true, false, 'true', 'false', ''] };
    case 'choice':
      return { enum: [...variable.values, ''] };
    case 'url':
      return { type: 'string', pattern: '^(https?://.*)?$' };
    case 'text':
    case 'secret':
      return { type: ['string', 'integer'] };
  }
}

/** The chart's manifests without what only Helm needs. */
function manifests() {
  const text = execFileSync(
    pathOf('scripts/helm'),
    ['template', 'cxone-dlq', pathOf(CHART), '--namespace', 'cxone-dlq', '--no-hooks'],
    { encoding: 'utf8', stdio: ['ignore', 'pipe', 'inherit'] },
  );
  const left = text
    .split('\n')
    .filter(
      (line) =>
        !/^\s*(helm\.sh\/chart|app\.kubernetes\.io\/managed-by|checksum\/config): |^# Source: /.test(line),
    )
    .join('\n')
    // Without the checksum no annotation is left.
    .replace(/^\s*annotations:\n\s*# A variable is read once, at the start\.\n/m, '');
  return `# From deploy/helm/cxone-dlq with its default values: npm run generate\n${left}`;
}

/** @param {string} path @param {string} text */
async function formatted(path, text) {
  return prettier.format(text, { ...(await prettier.resolveConfig(pathOf(path))), filepath: path });
}

/** @param {string} path */
function read(path) {
  return readFile(pathOf(path), 'utf8');
}

/** @param {string} path of a file of the project */
function pathOf(path) {
  return fileURLToPath(new URL(`../${path}`, import.meta.url));
}
