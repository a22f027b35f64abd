import type { Config } from '../../src/config/config.js';

/** Settings that no variable can have, by their group. */
export type Settings = { readonly [Group in keyof Config]?: Partial<Config[Group]> };

/** A configuration with some settings of some groups replaced. A group that is `null` stays so. */
export function withSettings(config: Config, settings: Settings): Config {
  const changed: Record<string, unknown> = {};
  for (const [group, values] of Object.entries<unknown>({ ...settings })) {
    const before: unknown = config[group as keyof Config];
    if (isObject(before) && isObject(values)) changed[group] = { ...before, ...values };
  }
  return { ...config, ...changed };
}

function isObject(value: unknown): value is object {
  return typeof value === 'object' && value !== null;
}
