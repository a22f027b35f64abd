import type { ProxyConfig } from '../../config/proxy-config.js';

export interface S3StoreConfig {
  bucket: string;
  region: string;
  /** Any S3-compatible server; AWS where absent. */
  endpoint?: string | undefined;
  forcePathStyle: boolean;
  /** The SDK's default chain (environment, files, container and instance roles) where absent. */
  credentials?: { accessKeyId: string; secretAccessKey: string; sessionToken?: string } | undefined;
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
}

export const DEFAULT_REQUEST_TIMEOUT_MS = 2_000;
export const DEFAULT_MAX_SOCKETS = 128;
export const DEFAULT_MAX_WAITING = 1_024;
