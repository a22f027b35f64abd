import type { ProxyConfig } from '../../config/proxy-config.js';

export interface S3Credentials {
  accessKeyId: string;
  secretAccessKey: string;
  sessionToken?: string;
}

export interface S3StoreConfig {
  bucket: string;
  region: string;
  /** Any S3-compatible server; AWS where absent. */
  endpoint?: string | undefined;
  /** Absent: where an endpoint is set, here or in a file of the AWS SDK. */
  forcePathStyle?: boolean | undefined;
  /** The SDK's default chain (environment, files, container and instance roles) where absent. */
  credentials?: S3Credentials | undefined;
  /** Reads `credentials` again where they come from files; asked when the server refuses them. */
  reloadCredentials?: (() => S3Credentials) | undefined;
  /** The variable that set `endpoint`, for errors to name. */
  endpointVariable?: string | undefined;
  /** One request, body included, milliseconds. 2,000 where absent. */
  requestTimeoutMs?: number | undefined;
  /** Sockets open at once. 128 where absent. */
  maxSockets?: number | undefined;
  /** Requests that wait for a socket; more are refused as overload. 1,024 where absent. */
  maxWaiting?: number | undefined;
  /** Proxies on the way out; none where absent. */
  proxies?: ProxyConfig | undefined;
  /** `WHEN_REQUIRED` for servers that refuse checksums of their own header. `WHEN_SUPPORTED` where absent. */
  checksums?: 'WHEN_SUPPORTED' | 'WHEN_REQUIRED' | undefined;
  /** An object that is larger is not read, bytes. DEFAULT_MAX_OBJECT_BYTES where absent. */
  maxObjectBytes?: number | undefined;
  /** Told once when the server turns out to refuse checksum headers, which are left out from then on. */
  onChecksumsRefused?: ((answer: string) => void) | undefined;
}

export const DEFAULT_REQUEST_TIMEOUT_MS = 2_000;
export const DEFAULT_MAX_SOCKETS = 128;
export const DEFAULT_MAX_WAITING = 1_024;
export const DEFAULT_MAX_OBJECT_BYTES = 16 * 1_048_576;
