import type { Server } from 'node:http';
import { loadConfig, type Config } from '../config/config.js';
import { ConfigError } from '../config/env-reader.js';
import { isLoopbackName } from '../config/host-names.js';
import { configOfProcess } from '../config/load.js';

/** @throws ConfigError that lists every problem */
export function embeddedConfig(env: Readonly<Record<string, string | undefined>> | undefined): Config {
  const config = env === undefined ? configOfProcess() : loadConfig(env);
  if (config.workers.count > 1) {
    throw new ConfigError(['WORKERS: expected 1 in an application, which starts its processes itself']);
  }
  return config;
}

/**
 * The configuration for a server that the service did not open. HOST says nothing about it: whether only this machine
 * reaches the API is seen from the address on which the server listens.
 */
export function onServer(config: Config, server: Server): Config {
  return {
    ...config,
    http: {
      ...config.http,
      get loopback() {
        return listensOnLoopback(server);
      },
    },
  };
}

/** `false` also while it does not listen. A Unix socket is of this machine. */
function listensOnLoopback(server: Server): boolean {
  const address = server.address();
  if (address === null) return false;
  return typeof address === 'string' || isLoopbackName(address.address);
}
