import { Semaphore } from '../../runtime/semaphore.js';

/**
 * The attempts that this replica may run at once (RETRY_CONCURRENCY), shared by retry pages, single retries and the
 * schedule. People are urgent: a page waits for attempts that run, never for scheduled retries that still wait.
 */
export class RetryPlaces extends Semaphore {}
