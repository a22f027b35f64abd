/** What the service's `WEBHOOK_CUSTOM_*` says; the header is needed. */
export interface CustomProfile {
  header?: string | undefined;
  template?: string | undefined;
  encoding?: 'hex' | 'base64';
  prefix?: string | undefined;
  timestampHeader?: string | undefined;
  timestampUnit?: 's' | 'ms';
  idHeader?: string | undefined;
  /** text, hex or base64. */
  secretForm?: string | undefined;
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

/** What the variables of the service's custom profile say, so that one environment serves both sides. */
export function customOf(env: Record<string, string | undefined>): CustomProfile;
