import type { EnvReader } from './env-reader.js';

/** Where traces go. */
export interface TracingConfig {
  /** Where spans are posted to. */
  url: string;
  protocol: 'http/protobuf' | 'http/json';
}

const TRACES_PATH = '/v1/traces';

/**
 * `null`: nothing is traced.
 *
 * @see https://opentelemetry.io/docs/specs/otel/protocol/exporter/#endpoint-urls-for-otlphttp
 */
export function tracing(read: EnvReader): TracingConfig | null {
  const protocol = read.choice('OTEL_EXPORTER_OTLP_PROTOCOL');
  const base = read.url('OTEL_EXPORTER_OTLP_ENDPOINT');
  const url = read.url('OTEL_EXPORTER_OTLP_TRACES_ENDPOINT') ?? (base && `${base}${TRACES_PATH}`);
  return url === undefined ? null : { url, protocol };
}
