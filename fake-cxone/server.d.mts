export type FakeCxoneMode = 'ok' | 'outage' | 'rate_limited' | 'unavailable' | 'hang';

export interface FakeCxoneOptions {
  /** 0, the default, takes a free one. */
  port?: number;
  host?: string;
  clientId?: string;
  clientSecret?: string;
  /** Of the password grant and the older access key. */
  accessKeyId?: string;
  accessKeySecret?: string;
  tokenTtlS?: number;
  /** Milliseconds since the epoch, by which tokens expire. */
  now?: () => number;
}

export interface FakeCxone {
  /** Without a slash at its end. */
  url: string;
  /** Cuts every connection, those that hang included. */
  stop(): Promise<void>;
}

/** What may be posted to `/_control`; what is absent stays as it is. */
export interface FakeCxoneWish {
  mode?: FakeCxoneMode;
  /** Seconds or an HTTP date; sent with 429, and with 503 where it was given. */
  retry_after?: number | string;
  /** Of the tokens issued from now on. */
  token_ttl_s?: number;
  /** How long the token endpoint takes: makes requests at the same time visible. */
  token_delay_ms?: number;
  revoke_tokens?: boolean;
  /** Everything as at the start, tokens and counters too; the other fields are applied after it. */
  reset?: boolean;
}

/** What `/_control` answers. */
export interface FakeCxoneReport {
  mode: FakeCxoneMode;
  retry_after: number | string | null;
  token_ttl_s: number;
  token_delay_ms: number;
  token_requests: number;
  tokens_issued: number;
  token_requests_in_flight_max: number;
  /** How often each event was asked for with a good token. */
  validations: Record<string, number>;
  acknowledgements: Array<{ event_id: string | number; trace_id: string }>;
  /** By status, or `destroyed` and `hung`; the control's own are not counted. */
  answers: Record<string, number>;
}

/** Starts a fake CXone: a token endpoint, an API and a control. */
export function startFakeCxone(options?: FakeCxoneOptions): Promise<FakeCxone>;
