import { Agent as HttpAgent } from 'node:http';
import { Agent as HttpsAgent } from 'node:https';
import { S3Client } from '@aws-sdk/client-s3';
import { NodeHttpHandler } from '@smithy/node-http-handler';
import { rememberStoreTime } from './store-time.js';

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
  /** `WHEN_REQUIRED` for servers that refuse the SDK's default checksums. `WHEN_SUPPORTED` where absent. */
  checksums?: 'WHEN_SUPPORTED' | 'WHEN_REQUIRED' | undefined;
}

export const DEFAULT_REQUEST_TIMEOUT_MS = 2_000;
const DEFAULT_MAX_SOCKETS = 128;

const SILENT = { debug: ignore, info: ignore, warn: ignore, error: ignore };

/** A client whose every call is one request over bounded, kept-alive sockets. */
export function createS3Client(config: S3StoreConfig): S3Client {
  const sockets = { keepAlive: true, maxSockets: config.maxSockets ?? DEFAULT_MAX_SOCKETS };
  const checksums = config.checksums ?? 'WHEN_SUPPORTED';
  const client = new S3Client({
    region: config.region,
    ...(config.endpoint === undefined ? {} : { endpoint: config.endpoint }),
    forcePathStyle: config.forcePathStyle,
    ...(config.credentials === undefined ? {} : { credentials: config.credentials }),
    // A repeat by the SDK would make an own success look like a lost race.
    maxAttempts: 1,
    requestChecksumCalculation: checksums,
    responseChecksumValidation: checksums,
    // The SDK writes to the console otherwise, when many calls wait for a socket.
    logger: SILENT,
    requestHandler: new NodeHttpHandler({
      httpAgent: new HttpAgent(sockets),
      httpsAgent: new HttpsAgent(sockets),
      connectionTimeout: config.requestTimeoutMs ?? DEFAULT_REQUEST_TIMEOUT_MS,
      logger: SILENT,
    }),
  });
  rememberStoreTime(client);
  return client;
}

function ignore(): void {
  // Failures reach the caller as errors.
}
