/** The delay that a write of a replica leaves until the next retry, as readers take it from the record. Milliseconds. */
export interface WrittenDelay {
  by: string;
  key: string;
  delayMs: number;
  /** Attempts that the record knows of. */
  attempts: number;
  /** The write is that of a failure, which draws a new delay. */
  drawn: boolean;
}

/** An attempt of a job that has begun after another one of it. `after`: how that one ended; `null`: nobody knows. */
export interface RepeatedAttempt {
  key: string;
  jobId: string;
  after: string | null;
}
