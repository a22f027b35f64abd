/** The members of the service's WEBHOOK_CUSTOM_PROFILE; the header is needed. */
export interface CustomProfile {
  header?: string;
  template?: string;
  /** `any` signs in hex. */
  encoding?: 'hex' | 'base64' | 'any';
  prefix?: string;
  timestamp_header?: string;
  /** `any` counts in seconds. */
  timestamp_unit?: 's' | 'ms' | 'any';
  id_header?: string;
  secret_form?: 'text' | 'hex' | 'base64';
}

export interface SignOptions {
  profile: string;
  secret: string;
  body: string | Uint8Array;
  /** Milliseconds since the epoch; the present by default. */
  now?: number;
  /** Of the delivery, where the profile signs one; a random one by default. */
  id?: string;
  custom?: CustomProfile;
}

export interface Delivery {
  secret: string;
  body: Buffer;
  now: number;
  id: string;
  custom: CustomProfile;
}

export const SIGNING_PROFILES: string[];

/** The headers of a delivery that is signed as `profile` says. */
export function signedHeaders(options: SignOptions): Record<string, string>;

/** What the service's variable WEBHOOK_CUSTOM_PROFILE says, so that one environment serves both sides. */
export function customOf(env: Record<string, string | undefined>): CustomProfile;
