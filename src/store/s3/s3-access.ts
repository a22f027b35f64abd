import { HeadBucketCommand, S3Client, type S3ClientConfig } from '@aws-sdk/client-s3';
import { getEndpointFromInstructions } from '@smithy/core/endpoints';
import type { Clock } from '../../runtime/clock.js';
import { RequestSigner } from './request-signature.js';
import { CredentialSource, type CredentialProvider } from './credential-source.js';
import type { S3Credentials, S3StoreConfig } from './s3-config.js';
import { encodeKey, type S3Request } from './s3-request.js';

/** For the bucket's access log. It is not signed: proxies may change it. */
const USER_AGENT = 'cxone-dlq';

/** Where the bucket is. */
export interface S3Address {
  /** Scheme, host and port. */
  origin: string;
  /** Host and port as the Host header has them, which is signed. */
  host: string;
  /** What stands before a key's slash: empty where the host names the bucket. */
  path: string;
  /** The region that signatures are for. */
  region: string;
}

/** A request with its address and its signature. */
export interface SignedRequest {
  method: S3Request['method'];
  /** The query left out. */
  path: string;
  headers: string[];
}

/**
 * What of an S3 client the AWS SDK keeps doing: it finds credentials (its whole chain) and renews them, and knows the
 * bucket's address. The signature is ours.
 */
export class S3Access {
  private readonly client: S3Client;
  private readonly signer = new RequestSigner();
  private address: Promise<S3Address> | undefined;
  private readonly credentials: CredentialSource;

  constructor(
    private readonly config: S3StoreConfig,
    clock: Clock,
  ) {
    const { reloadCredentials } = config;
    const credentials =
      reloadCredentials === undefined ? config.credentials : () => Promise.resolve(reloadCredentials());
    // `ignoreCache`: shared files are read anew whenever credentials are asked for, and not once in the process's life.
    const settings: S3ClientConfig & { ignoreCache: true } = {
      region: config.region,
      ignoreCache: true,
      ...(config.forcePathStyle === undefined ? {} : { forcePathStyle: config.forcePathStyle }),
      ...(config.endpoint === undefined ? {} : { endpoint: config.endpoint }),
      ...(credentials === undefined ? {} : { credentials }),
    };
    this.client = new S3Client(settings);
    const provider: CredentialProvider = (options) => this.client.config.credentials(options);
    this.credentials = new CredentialSource(provider, clock);
  }

  /** The bucket's address by the SDK's rules: path or virtual-host style, FIPS, dual stack, endpoints in files. */
  resolve(): Promise<S3Address> {
    // A failure is not kept: a file or a variable may be mended.
    this.address ??= this.findAddress().catch((error: unknown) => {
      this.address = undefined;
      throw error;
    });
    return this.address;
  }

  /** The credentials to sign with now. */
  currentCredentials(): Promise<S3Credentials> {
    return this.credentials.current();
  }

  /** @param date the time of signing, by the server's clock. */
  sign(request: S3Request, address: S3Address, credentials: S3Credentials, date: Date): SignedRequest {
    const { method, key, query = {}, headers = [], body, sha256 } = request;
    const path = `${address.path}/${key === undefined ? '' : encodeKey(key)}`;
    const signable = { method, path, query, headers: ['host', address.host, ...headers], body, sha256 };
    const signed = this.signer.sign(signable, credentials, address.region, date);
    signed.push('user-agent', USER_AGENT);
    return { method, path, headers: signed };
  }

  /**
   * The server has refused credentials.
   *
   * @returns whether their provider has others now
   */
  renew(refused: S3Credentials): Promise<boolean> {
    return this.credentials.renew(refused);
  }

  close(): void {
    this.client.destroy();
  }

  private async findAddress(): Promise<S3Address> {
    const { config } = this.client;
    const find = () => getEndpointFromInstructions({ Bucket: this.config.bucket }, HeadBucketCommand, config);
    let found = await find();
    // Only now it is known whether a file of the SDK sets an endpoint, whose server seldom has a host for each bucket.
    if (this.config.forcePathStyle === undefined && config.isCustomEndpoint) {
      config.forcePathStyle = true;
      found = await find();
    }
    const [scheme] = (found.properties?.authSchemes ?? []) as { signingRegion?: string }[];
    return {
      origin: found.url.origin,
      host: found.url.host,
      path: found.url.pathname.replace(/\/$/, ''),
      region: scheme?.signingRegion ?? (await config.region()),
    };
  }
}
