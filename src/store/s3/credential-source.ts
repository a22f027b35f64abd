import type { Clock } from '../../runtime/clock.js';
import type { S3Credentials } from './s3-config.js';

/** The shortest time between two requests to the provider, however many requests the server refuses, milliseconds. */
const RENEW_PAUSE_MS = 1_000;

/** Finds credentials. `forceRefresh`: without any cache. */
export type CredentialProvider = (options?: { forceRefresh?: boolean }) => Promise<S3Credentials>;

/** The credentials in use, and their renewal when the server refuses them: they may have been rotated. */
export class CredentialSource {
  private renewal: Promise<S3Credentials> | undefined;
  private renewedAt = Number.NEGATIVE_INFINITY;

  constructor(
    private readonly provider: CredentialProvider,
    private readonly clock: Clock,
  ) {}

  current(): Promise<S3Credentials> {
    return this.provider();
  }

  /**
   * Asks the provider again, unless the credentials in use are no longer the refused ones.
   *
   * @returns whether there are others now, so that the request may be sent again
   */
  async renew(refused: S3Credentials): Promise<boolean> {
    if (differ(await this.current(), refused)) return true;
    if (this.renewal === undefined) {
      const now = this.clock.monotonic();
      if (now - this.renewedAt < RENEW_PAUSE_MS) return false;
      this.renewedAt = now;
      this.renewal = this.provider({ forceRefresh: true }).finally(() => (this.renewal = undefined));
    }
    return differ(await this.renewal, refused);
  }
}

function differ(one: S3Credentials, other: S3Credentials): boolean {
  return (
    one.accessKeyId !== other.accessKeyId ||
    one.secretAccessKey !== other.secretAccessKey ||
    one.sessionToken !== other.sessionToken
  );
}
