import cluster from 'node:cluster';
import type { INestApplication } from '@nestjs/common';
import { AuditNotes } from './audit/audit-notes.js';
import type { Config } from './config/config.js';
import { SERVICE_COMMIT, SERVICE_VERSION } from './runtime/service-version.js';

/** Of several processes of one machine the first notes it. One that was started again has a greater id. */
export function noteStart(app: INestApplication, { workers }: Config, replica: string): void {
  if (workers.number !== null && cluster.worker?.id !== 1) return;
  app.get(AuditNotes).note({
    action: 'service_started',
    after: {
      version: SERVICE_VERSION,
      commit: SERVICE_COMMIT,
      node: process.version,
      processes: workers.count,
      replica,
    },
  });
}
