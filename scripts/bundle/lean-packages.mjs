import { existsSync } from 'node:fs';

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
