import { FileSection } from '../config/file-section.js';
import { parseMappingFile } from '../config/mapping-file.js';
import { secretFile, SECRET_FILE_EXPECTED } from '../config/secret-file.js';
import type { FieldProblem } from '../domain/event/event.js';
import { targetSecrets, SECRETS_EXPECTED } from '../domain/target/target-secret.js';
import {
  isPrivateUrl,
  PUBLIC_EXPECTED,
  targetUrl,
  TARGET_URL_EXPECTED,
} from '../domain/target/target-url.js';
import { CHANNEL_TYPES, type ChannelSettings, type NotifySettings } from './channels/channel-settings.js';
import { PAGERDUTY_URL } from './channels/pagerduty-message.js';
import { NOTICE_KINDS, type NoticeKind } from './notice.js';

/** Channels that a file may have. */
export const MAX_CHANNELS = 20;

const NAME = /^[\w.-]{1,64}$/;
const NAME_EXPECTED = 'a name of 1 to 64 letters, digits and any of _ . -';
const KNOWN = ['name', 'type', 'url', 'url_file', 'kinds', 'secret', 'secret_file', 'routing_key_file'];
const KINDS_EXPECTED = `a list of any of ${NOTICE_KINDS.join(', ')}`;
const LARGEST = 1_000_000_000;

export type NotifyReading = { settings: NotifySettings } | { problems: FieldProblem[] };

/**
 * The channels and thresholds that the text of NOTIFY_FILE holds, YAML 1.2 or JSON; or all that is wrong with it. Problems
 * name places, and never values.
 *
 * @param allowPrivate whether a channel may be at an address that is not public
 */
export function readNotifyFile(text: string, allowPrivate: boolean): NotifyReading {
  const parsed = parseMappingFile(text);
  if ('problems' in parsed) return parsed;
  const problems: FieldProblem[] = [];
  const file = FileSection.of('', parsed.value, problems, ['channels', 'thresholds']);
  const channels = readChannels(file.raw('channels'), problems, allowPrivate);
  const thresholds = readThresholds(file.raw('thresholds'), problems);
  return problems.length > 0 ? { problems } : { settings: { channels, thresholds } };
}

function readChannels(value: unknown, problems: FieldProblem[], allowPrivate: boolean): ChannelSettings[] {
  if (!Array.isArray(value) || value.length === 0 || value.length > MAX_CHANNELS) {
    problems.push({ field: 'channels', expected: `a list of 1 to ${MAX_CHANNELS} channels` });
    return [];
  }
  const taken = new Set<string>();
  return value.map((item: unknown, index) => {
    const section = FileSection.of(`channels[${index}]`, item, problems, KNOWN);
    const name = section.wanted('name', NAME_EXPECTED) ?? '';
    if (name !== '' && !NAME.test(name)) section.problem('name', NAME_EXPECTED);
    if (taken.has(name)) section.problem('name', 'a name that no other channel has');
    taken.add(name);
    return { name, ...readChannel(section, allowPrivate) };
  });
}

function readChannel(section: FileSection, allowPrivate: boolean): Omit<ChannelSettings, 'name'> {
  const expected = `one of ${CHANNEL_TYPES.join(', ')}`;
  const word = section.wanted('type', expected);
  const type = CHANNEL_TYPES.find((known) => known === word);
  if (word !== undefined && type === undefined) section.problem('type', expected);
  const secret = type === 'webhook' ? textOrFile(section, 'secret') : notHere(section, 'secret', 'webhook');
  const secrets = secret === undefined ? [] : targetSecrets(secret);
  if (secrets === null) section.problem('secret', SECRETS_EXPECTED);
  return {
    type: type ?? 'webhook',
    url: urlIn(section, type === 'pagerduty' ? PAGERDUTY_URL : undefined, allowPrivate),
    kinds: kindsIn(section),
    secrets: secrets ?? [],
    routingKey:
      (type === 'pagerduty'
        ? fileText(section, 'routing_key_file', true)
        : notHere(section, 'routing_key_file', 'pagerduty')) ?? '',
  };
}

function urlIn(section: FileSection, fallback: string | undefined, allowPrivate: boolean): string {
  const before = section.problems.length;
  const text = textOrFile(section, 'url') ?? fallback;
  if (text === undefined) {
    if (section.problems.length === before) section.problem('url', `${TARGET_URL_EXPECTED}, or url_file`);
    return '';
  }
  const url = targetUrl(text);
  if (url === null) section.problem('url', TARGET_URL_EXPECTED);
  else if (!allowPrivate && isPrivateUrl(url)) section.problem('url', PUBLIC_EXPECTED);
  return url ?? '';
}

/** The value of `name`, or the content of the file that `<name>_file` names. */
function textOrFile(section: FileSection, name: string): string | undefined {
  const [text, path] = [section.text(name), section.raw(`${name}_file`)];
  if (text === undefined || path === undefined) return text ?? fileText(section, `${name}_file`, false);
  section.problem(name, `either ${name} or ${name}_file, not both`);
  return undefined;
}

function fileText(section: FileSection, name: string, wanted: boolean): string | undefined {
  const path = wanted ? section.wanted(name, SECRET_FILE_EXPECTED) : section.text(name);
  if (path === undefined) return undefined;
  const content = secretFile(path);
  if (content === null || content === '') section.problem(name, `${SECRET_FILE_EXPECTED}, not empty`);
  return content || undefined;
}

/** A secret in the wrong place is most likely a secret that its owner believes to be used. */
function notHere(section: FileSection, name: string, type: string): undefined {
  for (const given of [name, `${name}_file`]) {
    if (section.raw(given) !== undefined) section.problem(given, `this field with type ${type} alone`);
  }
  return undefined;
}

/** Absent: all kinds. */
function kindsIn(section: FileSection): ReadonlySet<NoticeKind> {
  const value = section.raw('kinds');
  if (value === undefined) return new Set(NOTICE_KINDS);
  const names: unknown[] = Array.isArray(value) ? value : [undefined];
  const kinds = NOTICE_KINDS.filter((kind) => names.includes(kind));
  const unknown = names.some((name) => !NOTICE_KINDS.some((kind) => kind === name));
  if (unknown || kinds.length === 0) section.problem('kinds', KINDS_EXPECTED);
  return new Set(kinds);
}

function readThresholds(value: unknown, problems: FieldProblem[]): NotifySettings['thresholds'] {
  if (value === undefined) return { backlogAgeS: null, backlogSize: null };
  const section = FileSection.of('thresholds', value, problems, ['backlog_age_s', 'backlog_size']);
  const number = (name: string) =>
    section.raw(name) === undefined ? null : section.integer(name, 0, { min: 1, max: LARGEST });
  return { backlogAgeS: number('backlog_age_s'), backlogSize: number('backlog_size') };
}
