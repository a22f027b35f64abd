import { fileURLToPath } from 'node:url';
import { defineConfig } from 'vite';

/** The service that `npm run dev:console` asks. */
const SERVICE = 'http://127.0.0.1:8080';

/** What several views import. In files of their own these parts are requests that take longer than their bytes. */
const SHARED =
  /\/console\/src\/(?:(?:api|router|state|ui)\/|views\/(?:overview\/queries|causes\/schema-path)\.ts)/;

/** The view that most people open first. */
const FIRST_VIEW = 'overview-view';

/** What asks the API before the other scripts have come. */
const EARLY = 'early';

/**
 * Lets the page ask the API at once, and load its first view beside its main script, not after that script has run.
 *
 * @returns {import('vite').Plugin}
 */
function firstViewAhead() {
  return {
    name: 'first-view-ahead',
    buildStart() {
      if (this.environment.mode === 'build')
        this.emitFile({
          type: 'chunk',
          id: fileURLToPath(new URL('src/early.ts', import.meta.url)),
          name: EARLY,
        });
    },
    transformIndexHtml: {
      order: 'post',
      handler(_html, { bundle = {} }) {
        const files = Object.values(bundle).filter(({ name, names }) =>
          (name ?? names?.[0])?.startsWith(FIRST_VIEW),
        );
        const early = Object.values(bundle).filter(({ type, name }) => type === 'chunk' && name === EARLY);
        const scripts = early.map(({ fileName }) => ({
          tag: 'script',
          // It is so small that the page waits for it: a module would run after the others.
          attrs: { src: `/console/${fileName}` },
          injectTo: 'head-prepend',
        }));
        const links = files.map(({ fileName }) => ({
          tag: 'link',
          attrs: {
            rel: fileName.endsWith('.css') ? 'stylesheet' : 'modulepreload',
            crossorigin: true,
            href: `/console/${fileName}`,
          },
          injectTo: 'head',
        }));
        return [...scripts, ...links];
      },
    },
  };
}

export default defineConfig({
  root: fileURLToPath(new URL('.', import.meta.url)),
  base: '/console/',
  plugins: [firstViewAhead()],
  server: { proxy: { '/api': SERVICE, '/health': SERVICE, '/version': SERVICE } },
  build: {
    // The first versions that know light-dark().
    target: ['chrome123', 'firefox120', 'safari17.5'],
    // The policy of the page forbids inline scripts; modern browsers load modules ahead by themselves.
    modulePreload: { polyfill: false },
    assetsInlineLimit: 0,
    sourcemap: false,
    reportCompressedSize: false,
    rolldownOptions: {
      output: {
        codeSplitting: {
          groups: [{ name: 'shared', test: SHARED }],
        },
      },
    },
  },
});
