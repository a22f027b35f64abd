/** How the bytes of a signature are written. */
export type Encoding = 'hex' | 'base64';

/** In which unit a timestamp counts from the Unix epoch; `any`: told by its size. */
export type TimestampUnit = 's' | 'ms' | 'any';

/** How a secret becomes the key of an HMAC; `whsec`: base64, with or without `whsec_` before it. */
export type SecretForm = 'text' | 'hex' | 'base64' | 'whsec';

/** How one kind of sender proves that a delivery is its own. Names of headers in lower case. */
export interface SignatureProfile {
  name: string;
  /** `hmac`: HMAC-SHA256 over what `signed` says; `token`: the header carries the secret itself. */
  scheme: 'hmac' | 'token';
  header: string;
  /** The prefixes that the signature may have; the longest that matches is removed. `''`: the prefix is optional. */
  prefixes: readonly string[];
  /** What is signed, any one of these: `{body}` is the raw body, `{timestamp}` and `{id}` are headers as they came. */
  signed: readonly string[];
  encodings: readonly Encoding[];
  /** The header of `{timestamp}`; where it is signed its age is limited. */
  timestamp: { header: string; unit: TimestampUnit } | null;
  /** The header of `{id}`. */
  idHeader: string | null;
  /** Whether the header may hold several signatures, separated by spaces. */
  several: boolean;
  secret: SecretForm;
}

const BODY = '{body}';
const TIMED = '{timestamp}.{body}';
const EITHER: readonly Encoding[] = ['hex', 'base64'];
/** GitHub's way to name the algorithm; many senders copied it, and as many left it out. */
const OPTIONAL_ALGORITHM = ['', 'sha256='];

/** What all profiles that sign the body alone have in common. */
export const PLAIN_HMAC = {
  scheme: 'hmac',
  prefixes: OPTIONAL_ALGORITHM,
  signed: [BODY],
  encodings: EITHER,
  timestamp: null,
  idHeader: null,
  several: false,
  secret: 'text',
} as const satisfies Partial<SignatureProfile>;

/**
 * The schemes that were seen in use. NICE documents two of them: `nexus`, for CXone Expert
 * (https://expert-help.nice.com, "Webhook integration guide"), and headers of one's own choice in a Studio script,
 * which `bearer` is for. `standard-webhooks` is https://www.standardwebhooks.com. The others come from the
 * community's guides, which agree on no one scheme.
 */
export const SIGNATURE_PROFILES: readonly SignatureProfile[] = [
  { ...PLAIN_HMAC, name: 'nice-b64', header: 'x-nice-webhook-signature', encodings: ['base64'] },
  {
    ...PLAIN_HMAC,
    name: 'nice-ts',
    header: 'x-nice-webhook-signature',
    signed: [TIMED],
    encodings: ['hex'],
    timestamp: { header: 'x-nice-webhook-timestamp', unit: 'any' },
  },
  { ...PLAIN_HMAC, name: 'nice', header: 'x-nice-signature' },
  {
    ...PLAIN_HMAC,
    name: 'cxone-hex',
    header: 'x-cxone-signature',
    signed: [BODY, TIMED],
    encodings: ['hex'],
    timestamp: { header: 'x-cxone-timestamp', unit: 'any' },
  },
  { ...PLAIN_HMAC, name: 'message', header: 'x-message-signature' },
  {
    ...PLAIN_HMAC,
    name: 'nexus',
    header: 'x-nexus-signature-256',
    signed: [TIMED],
    encodings: ['hex'],
    timestamp: { header: 'x-nexus-timestamp', unit: 'any' },
  },
  {
    ...PLAIN_HMAC,
    name: 'standard-webhooks',
    header: 'webhook-signature',
    prefixes: ['v1,'],
    signed: ['{id}.{timestamp}.{body}'],
    encodings: ['base64'],
    timestamp: { header: 'webhook-timestamp', unit: 's' },
    idHeader: 'webhook-id',
    several: true,
    secret: 'whsec',
  },
  {
    ...PLAIN_HMAC,
    name: 'bearer',
    scheme: 'token',
    header: 'authorization',
    prefixes: ['Bearer '],
    signed: [],
  },
];

/** The name of the profile whose every part is configured. */
export const CUSTOM_PROFILE = 'custom';

/** What a sender must send to be believed, for people. */
export function describeProfile(profile: SignatureProfile): string {
  const [prefix = ''] = profile.prefixes.filter((text) => text !== '');
  if (profile.scheme === 'token') return `${prefix}and one of the configured tokens`;
  const optional = profile.prefixes.includes('') ? 'with or without' : 'after';
  const signed = profile.signed.join(' or ');
  const written = profile.encodings.join(' or ');
  return `HMAC-SHA256 of ${signed} in ${written}${prefix === '' ? '' : `, ${optional} ${prefix}`}`;
}
