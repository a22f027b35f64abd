import type { Ready } from '../../api/types.js';

type Check = Ready['checks'][string];

const NAMES: Record<string, string> = {
  store: 'The store',
  disk: 'The disk of the store',
  catalog: 'The list of events',
  redis: 'Redis',
  targets: 'The targets',
  destination: 'The destinations of events',
  schemas: 'The schemas',
  audit: 'The audit',
  identity_provider: 'The identity provider',
  access_keys: 'The file of access keys',
  notes: 'The notes of causes',
  notifications: 'The channels of notices',
  shutdown: 'The end of the service',
};

/** One check in a sentence, such as `The store (s3) is as it should be.` */
export function checkWords(name: string, { status, kind, detail, open_breakers: open }: Check): string {
  const words = Object.hasOwn(NAMES, name) ? NAMES[name] : name.replaceAll('_', ' ');
  const subject = kind === undefined ? words : `${words} (${kind})`;
  if (status === 'ok') return `${subject}: as it should be.`;
  const waiting = open !== undefined && open.length > 0 ? `retries wait for ${open.join(', ')}` : undefined;
  const why = [detail, waiting].filter((part) => part !== undefined).join('; ');
  return `${subject}: ${why === '' ? `${status}, without a detail` : why}.`;
}
