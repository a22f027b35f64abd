import type { Variable } from './variable.js';

/** Names and meanings are OpenTelemetry's. Its packages read further ones by themselves: docs/tracing.md. */
export const TRACING = {
  OTEL_EXPORTER_OTLP_ENDPOINT: {
    type: 'url',
    otherwise: 'nothing is traced, and nothing of OpenTelemetry is loaded',
    example: 'http://otel-collector:4318',
    meaning:
      'The OTLP collector that gets a trace of each event; `/v1/traces` is added to it ([tracing](tracing.md)).',
  },
  OTEL_EXPORTER_OTLP_TRACES_ENDPOINT: {
    type: 'url',
    otherwise: 'OTEL_EXPORTER_OTLP_ENDPOINT with `/v1/traces`',
    meaning: 'The same as a whole address, for traces alone.',
  },
  OTEL_EXPORTER_OTLP_PROTOCOL: {
    type: 'choice',
    values: ['http/protobuf', 'http/json'],
    default: 'http/protobuf',
    meaning: 'The form of the spans; `grpc` is not supported.',
  },
} as const satisfies Record<string, Variable>;
