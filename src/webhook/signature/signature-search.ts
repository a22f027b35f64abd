import { timingSafeEqual } from 'node:crypto';
import { bodyVariants, type Variant } from './body-variants.js';
import { receivedSignatures, type ReceivedSignature } from './received-signatures.js';
import { signingKeyOf } from '../../domain/signature/signature-key.js';
import {
  SIGNATURE_PROFILES,
  type SecretForm,
  type SignatureProfile,
} from '../../domain/signature/signature-profile.js';
import { headerOf, signatureOf, type Delivery } from '../../domain/signature/verify-signature.js';

/** Ways in which senders compose the text that they sign. */
const TEMPLATES = [
  '{body}',
  '{timestamp}.{body}',
  '{id}.{timestamp}.{body}',
  '{timestamp}{body}',
  '{timestamp}:{body}',
  'v0:{timestamp}:{body}',
  '{body}.{timestamp}',
  '{body}{timestamp}',
];
const SECRET_FORMS = {
  text: 'text',
  whsec: 'base64',
  hex: 'hexadecimal digits',
} as const satisfies Partial<Record<SecretForm, string>>;

interface Signed {
  template: string;
  timestamp: string | null;
}

/**
 * Finds out what the sender does differently: tries every usual body, composition, secret and encoding against the
 * received signature. A match cannot be chance.
 *
 * @returns the differences of the match that has the fewest; `null` where nothing usual explains the signature
 */
export function findDifferences(
  profile: SignatureProfile,
  secrets: readonly string[],
  delivery: Delivery,
): readonly string[] | null {
  const received = receivedSignatures(delivery, profile);
  const bodies = bodyVariants(delivery.body);
  const keys = secrets.flatMap((secret) => keyVariants(secret, profile));
  const id = headerOf(delivery, profile.idHeader ?? 'webhook-id');
  let best: readonly string[] | null = null;
  for (const signed of signedVariants(delivery, profile)) {
    for (const body of bodies) {
      for (const key of keys) {
        const known = [...body.differences, ...signed.differences, ...key.differences];
        if (best !== null && known.length >= best.length) continue;
        const { template, timestamp } = signed.value;
        const made = (algorithm: string) =>
          signatureOf(template, { timestamp, id, body: body.value }, key.value, algorithm);
        const match = matchOf(received, made);
        if (match && (best === null || known.length + match.length < best.length))
          best = [...known, ...match];
      }
    }
  }
  return best;
}

function matchOf(
  received: readonly Variant<ReceivedSignature>[],
  made: (algorithm: string) => Buffer,
): readonly string[] | undefined {
  const byAlgorithm = new Map(received.map(({ value }) => [value.algorithm, made(value.algorithm)]));
  return received.find(({ value }) => {
    const expected = byAlgorithm.get(value.algorithm);
    return expected !== undefined && timingSafeEqual(expected, value.bytes);
  })?.differences;
}

function signedVariants(delivery: Delivery, profile: SignatureProfile): Variant<Signed>[] {
  const timestamps = timestampVariants(delivery, profile);
  const id = headerOf(delivery, profile.idHeader ?? 'webhook-id');
  const templates = [...new Set([...profile.signed, ...TEMPLATES])];
  return templates.flatMap((template): Variant<Signed>[] => {
    const wanted = profile.signed.join(' or ');
    const differences = profile.signed.includes(template) ? [] : [`it is over ${template}, not ${wanted}`];
    if (template.includes('{id}') && id === null) return [];
    if (!template.includes('{timestamp}')) return [{ value: { template, timestamp: null }, differences }];
    return timestamps.map(({ value, differences: more }) => ({
      value: { template, timestamp: value },
      differences: [...differences, ...more],
    }));
  });
}

/** Each timestamp of the delivery, in its unit and in the other one. */
function timestampVariants(delivery: Delivery, profile: SignatureProfile): Variant<string>[] {
  const own = profile.timestamp?.header;
  const known = SIGNATURE_PROFILES.flatMap(({ timestamp }) => timestamp?.header ?? []);
  return [...new Set([own, ...known])].flatMap((name): Variant<string>[] => {
    const value = name === undefined ? null : headerOf(delivery, name);
    if (value === null) return [];
    const place = name === own || own === undefined ? [] : [`its timestamp is in ${name}, not in ${own}`];
    const seconds = /^\d{13}$/.test(value) ? [value.slice(0, -3)] : [];
    const milliseconds = /^\d{10}$/.test(value) ? [`${value}000`] : [];
    return [
      { value, differences: place },
      ...seconds.map((other) => ({
        value: other,
        differences: [...place, `it is over ${other}, the time in seconds`],
      })),
      ...milliseconds.map((other) => ({
        value: other,
        differences: [...place, `it is over ${other}, the time in milliseconds`],
      })),
    ];
  });
}

/** The keys that a secret may stand for, the profile's own form first. */
function keyVariants(secret: string, profile: SignatureProfile): Variant<Buffer>[] {
  const own = signingKeyOf(secret, profile.secret);
  const forms = Object.entries(SECRET_FORMS) as Array<[keyof typeof SECRET_FORMS, string]>;
  const others = forms.flatMap(([form, name]): Variant<Buffer>[] => {
    const value = form === profile.secret ? null : signingKeyOf(secret, form);
    return value === null ? [] : [{ value, differences: [`its key is the secret taken as ${name}`] }];
  });
  const withLineBreak = Buffer.from(`${secret}\n`);
  return [
    ...(own === null ? [] : [{ value: own, differences: [] }]),
    ...others,
    { value: withLineBreak, differences: ['its key is the secret with a line break at its end'] },
  ];
}
