/** The life of a token unless the control says otherwise: CXone's live about an hour. */
export const DEFAULT_TOKEN_TTL_S = 3_600;

/** The state of the fake: its tokens, its mode, and its counters. */
export class FakeState {
  /** @param {Omit<Required<import('./server.d.mjs').FakeCxoneOptions>, 'port' | 'host'>} options */
  constructor({ clientId, clientSecret, accessKeyId, accessKeySecret, tokenTtlS, now }) {
    this.accessKeyId = accessKeyId;
    this.accessKeySecret = accessKeySecret;
    this.clientId = clientId;
    this.clientSecret = clientSecret;
    this.now = now;
    this.initialTokenTtlS = tokenTtlS;
    this.tokensInFlight = 0;
    this.reset();
  }

  /** Resets everything: mode `ok`, no token, all counters 0. */
  reset() {
    this.mode = 'ok';
    /** @type {number | string | null} */
    this.retryAfter = null;
    this.tokenTtlS = this.initialTokenTtlS;
    this.tokenDelayMs = 0;
    /** Each token that is good, with the time it expires. @type {Map<string, number>} */
    this.tokens = new Map();
    this.tokenRequests = 0;
    this.tokensIssued = 0;
    // Requests that are still open count on.
    this.tokensInFlightMax = this.tokensInFlight;
    /** @type {Map<string, number>} */
    this.validations = new Map();
    /** @type {Array<{ event_id: string | number, trace_id: string }>} */
    this.acknowledgements = [];
    /** @type {Map<string, number>} */
    this.answers = new Map();
  }

  /** @param {string | number} kind a status, `destroyed` or `hung` */
  countAnswer(kind) {
    this.answers.set(String(kind), (this.answers.get(String(kind)) ?? 0) + 1);
  }

  /** What `GET /_control` shows. */
  report() {
    return {
      mode: this.mode,
      retry_after: this.retryAfter,
      token_ttl_s: this.tokenTtlS,
      token_delay_ms: this.tokenDelayMs,
      token_requests: this.tokenRequests,
      tokens_issued: this.tokensIssued,
      token_requests_in_flight_max: this.tokensInFlightMax,
      validations: Object.fromEntries(this.validations),
      acknowledgements: this.acknowledgements,
      answers: Object.fromEntries(this.answers),
    };
  }
}
