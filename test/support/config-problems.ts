import { loadConfig } from '../../src/config/config.js';
import { ConfigError } from '../../src/config/env-reader.js';

/** What is wrong with an environment; empty: nothing is, and the service would start. */
export function problemsOf(env: Readonly<Record<string, string>>): readonly string[] {
  try {
    loadConfig(env);
    return [];
  } catch (error) {
    if (error instanceof ConfigError) return error.problems;
    throw error;
  }
}
