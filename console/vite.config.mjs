import { fileURLToPath } from 'node:url';
import { defineConfig } from 'vite';

/** The service that `npm run dev:console` asks. */
const SERVICE = 'http://127.0.0.1:8080';

export default defineConfig({
  root: fileURLToPath(new URL('.', import.meta.url)),
  base: '/console/',
  server: { proxy: { '/api': SERVICE, '/health': SERVICE, '/version': SERVICE } },
  build: {
    // The first versions that know light-dark().
    target: ['chrome123', 'firefox120', 'safari17.5'],
    // The policy of the page forbids inline scripts; modern browsers load modules ahead by themselves.
    modulePreload: { polyfill: false },
    assetsInlineLimit: 0,
    sourcemap: false,
    reportCompressedSize: false,
  },
});
