import { shownUrl } from '../domain/target/target-url.js';
import type { Variable } from './variables/variable.js';
import { VARIABLE_GROUPS } from './variables/variables.js';

/** One variable as it may be shown to everybody who may look. */
export interface Setting {
  name: string;
  /** `null`: it has no value, or its value is not shown. */
  value: string | null;
  /** The value by default, in words where it is not one value; `null`: there is none. */
  byDefault: string | null;
  /** `file`: the same name with `_FILE` names the file that holds it. */
  source: 'default' | 'environment' | 'file';
  /** Whether the value is not shown. */
  secret: boolean;
  meaning: string;
}

export interface SettingsGroup {
  title: string;
  settings: readonly Setting[];
}

/** What the environment sets, by subject, without anything secret: no secret, no credential or query of an address. */
export function settingsOf(env: Readonly<Record<string, string | undefined>>): readonly SettingsGroup[] {
  return VARIABLE_GROUPS.map(({ title, variables }) => ({
    title,
    settings: Object.entries(variables)
      .filter(([, { hidden }]) => !hidden)
      .map(([name, variable]) => settingOf(name, variable, env)),
  }));
}

function settingOf(
  name: string,
  variable: Variable,
  env: Readonly<Record<string, string | undefined>>,
): Setting {
  const set = env[name]?.trim() || undefined;
  const secret = variable.type === 'secret' || variable.private === true;
  const inFile = variable.type === 'secret' && Boolean(env[`${name}_FILE`]?.trim());
  const byDefault = 'default' in variable ? String(variable.default) : null;
  return {
    name,
    value: secret ? null : set === undefined ? byDefault : shown(set),
    byDefault: variable.otherwise ?? byDefault,
    source: set !== undefined ? 'environment' : inFile ? 'file' : 'default',
    secret,
    meaning: variable.meaning,
  };
}

/** A query and the credentials of an address often hold a key. */
function shown(value: string): string {
  if (/^https?:\/\//i.test(value) && URL.canParse(value)) return shownUrl(value);
  return value.replace(/\/\/[^/@\s]*@/, '//***@').replace(/^([^\s?]*\/[^\s?]*)\?.*$/s, '$1?***');
}
