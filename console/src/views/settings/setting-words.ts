import type { Settings } from '../../api/types.js';

export type SettingsGroup = Settings['groups'][number];
export type Setting = SettingsGroup['settings'][number];

/** Whether somebody has set it to something else than its default. */
export function isChanged({ source, secret, value, default: byDefault }: Setting): boolean {
  return source !== 'default' && (secret || value !== byDefault);
}

/** The value as it may be shown. */
export function valueWords({ source, secret, value }: Setting): string {
  if (secret) return source === 'default' ? 'secret, not set' : 'secret, set';
  return value === null || value === '' ? 'not set' : value;
}

/** The meaning as plain words: of a link to a document its words stay, of code its text. */
export function plainMeaning(meaning: string): string {
  return meaning.replace(/\[([^\]]+)\]\([^)]+\)/g, '$1').replaceAll('`', '');
}

/** The groups with the settings that have all words of a search in name, value or meaning; groups without any go. */
export function settingsWith(
  groups: readonly SettingsGroup[],
  search: string,
  changedOnly: boolean,
): SettingsGroup[] {
  const words = search.toLowerCase().split(/\s+/).filter(Boolean);
  const fits = (setting: Setting) => {
    if (changedOnly && !isChanged(setting)) return false;
    const text =
      `${setting.name} ${valueWords(setting)} ${setting.default ?? ''} ${setting.meaning}`.toLowerCase();
    return words.every((word) => text.includes(word));
  };
  return groups
    .map(({ title, settings }) => ({ title, settings: settings.filter(fits) }))
    .filter(({ settings }) => settings.length > 0);
}
