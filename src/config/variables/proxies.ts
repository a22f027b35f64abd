import type { Variable } from './variable.js';

export const PROXIES = {
  HTTP_PROXY: {
    type: 'secret',
    meaning:
      'The proxy on the way to `http` addresses of CXone, S3 and targets: `http://user:password@host:port`.',
  },
  HTTPS_PROXY: { type: 'secret', meaning: 'The same for `https` addresses.' },
  NO_PROXY: {
    type: 'text',
    default: '',
    meaning:
      'Hosts that are called directly, separated by commas: names with all below them, addresses, ranges, each with a port or without; `*`: all.',
  },
  // As other programs know them. They come first.
  http_proxy: { type: 'secret', meaning: 'HTTP_PROXY.', hidden: true },
  https_proxy: { type: 'secret', meaning: 'HTTPS_PROXY.', hidden: true },
  no_proxy: { type: 'text', meaning: 'NO_PROXY.', hidden: true },
} as const satisfies Record<string, Variable>;
