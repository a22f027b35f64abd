import { StoreError } from '../../store/store-error.js';

/** A shard of a job is missing, or holds something else than a shard holds. The job cannot go on without it. */
export class ShardUnreadable extends StoreError {
  /** @param key of the object. @param what is wrong with it: `is missing` */
  constructor(key: string, what: string) {
    super(`${key} ${what}`, { outcomeUnknown: false, retryable: false });
  }
}
