import { loadConfig, type Config } from './config.js';

/** The process's own configuration; the one place that reads `process.env`. */
export function configOfProcess(): Config {
  return loadConfig(process.env);
}
