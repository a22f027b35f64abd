import { existsSync } from 'node:fs';
import http from 'node:http';

/** The AWS SDK by its ES modules: of those the bundler leaves out what nobody uses, which is four fifths. */
export const leanSdk = {
  name: 'lean-sdk',
  async resolveId(source, importer, options) {
    if (!/^@(aws-sdk|smithy)\//.test(source)) return null;
    const found = await this.resolve(source, importer, { ...options, skipSelf: true });
    const id = found?.id.replace('/dist-cjs/', '/dist-es/');
    return id !== undefined && existsSync(id) ? { ...found, id } : found;
  },
};

/**
 * undici as far as the service uses it. Its index loads a browser's fetch, sockets and caches too. Another name that the
 * service imports is an error of the build.
 */
export const leanUndici = {
  name: 'lean-undici',
  load(id) {
    if (!id.endsWith('/node_modules/undici/index.js')) return null;
    const code = [
      ['Pool', 'pool'],
      ['ProxyAgent', 'proxy-agent'],
    ]
      .map(([name, file]) => `export { default as ${name} } from './lib/dispatcher/${file}.js';`)
      .join('\n');
    return { code, moduleType: 'js' };
  },
};

const NODE_HTTP = '\0node-http';

/**
 * `node:http` without what it looks up for browsers. An `import` of it reads all its names, `WebSocket` among them, and for
 * that Node.js 24 loads its own undici, a second one: 60 ms of CPU. axios does the same by looking up `fetch` and
 * `FormData`, neither of which it needs here: it sends by `node:http`.
 */
export const leanHttp = {
  name: 'lean-http',
  resolveId(source, importer, { kind }) {
    return /^(node:)?http$/.test(source) && kind === 'import-statement' ? NODE_HTTP : null;
  },
  load(id) {
    if (id.endsWith('/node_modules/axios/lib/adapters/fetch.js'))
      return { code: 'export const getFetch = () => false;\n', moduleType: 'js' };
    if (id !== NODE_HTTP) return null;
    const names = Object.entries(Object.getOwnPropertyDescriptors(http))
      .filter(([, { value }]) => value !== undefined)
      .map(([name]) => name);
    const code = `const http = process.getBuiltinModule('node:http');
      export default http;
      export const { ${names.join(', ')} } = http;\n`;
    return { code, moduleType: 'js' };
  },
  transform(code, id) {
    if (!id.endsWith('/node_modules/axios/lib/utils.js')) return null;
    const lookUp = "typeof G.FormData !== 'undefined' ? G.FormData : undefined";
    if (!code.includes(lookUp)) throw new Error(`axios looks FormData up in another way: ${id}`);
    return { code: code.replace(lookUp, 'undefined'), map: null };
  },
};

/** What packages of the service load at their start for something that the service does not do. */
const NEVER_USED = [
  ['multer', 'index.js', 'files in forms'],
  ['libphonenumber-js', 'max/index.cjs', 'telephone numbers'],
  ['form-data', 'lib/form_data.js', 'forms of several parts'],
];

/** They cost memory and time of every start, so a function that says so stands in the place of each. */
export const neverUsed = {
  name: 'never-used',
  load(id) {
    const found = NEVER_USED.find(([name, file]) => id.endsWith(`/node_modules/${name}/${file}`));
    if (found === undefined) return null;
    const [name, , purpose] = found;
    const why = JSON.stringify(`${name} (${purpose}) is left out by scripts/bundle/lean-packages.mjs`);
    return { code: `module.exports = function () { throw new Error(${why}); };\n`, moduleType: 'js' };
  },
};
