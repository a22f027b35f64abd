import { fileURLToPath } from 'node:url';
import { defineConfig } from 'vite';

/** The service that `npm run dev:console` asks. */
const SERVICE = 'http://127.0.0.1:8080';

/** What several views import. In files of their own these parts are requests that take longer than their bytes. */
const SHARED =
  /\/console\/src\/(?:(?:api|router|state|ui)\/|views\/(?:overview\/queries|causes\/schema-path)\.ts)/;

/** The view that most people open first. */
const FIRST_VIEW = 'overview-view';

/**
 * Lets the page load its first view beside its main script, and not after that script has run.
 *
 * @returns {import('vite').Plugin}
 */
function firstViewAhead() {
  return {
    name: 'first-view-ahead',
    transformIndexHtml: {
      order: 'post',
      handler(_html, { bundle = {} }) {
        const files = Object.values(bundle).filter(({ name, names }) =>
          (name ?? names?.[0])?.startsWith(FIRST_VIEW),
        );
        return files.map(({ fileName }) => ({
          tag: 'link',
          attrs: {
            rel: fileName.endsWith('.css') ? 'stylesheet' : 'modulepreload',
            crossorigin: true,
            href: `/console/${fileName}`,
          },
          injectTo: 'head',
        }));
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
