import { once } from 'node:events';
import { writeFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { cli } from '../support/cli.js';
import { freePort } from '../support/free-port.js';
import { deliver } from '../support/http.js';
import { temporaryDirectory } from '../support/temporary-directory.js';
import { startTestApp } from '../support/test-app.js';

it('triage tells an outage of a target, and proposes a job only when the target answers again', async () => {
  const port = await freePort();
  const { path, remove } = await temporaryDirectory();
  const routes = { targets: { crm: { url: `http://127.0.0.1:${port}/` } }, default: 'crm' };
  const file = join(path, 'routes.json');
  await writeFile(file, JSON.stringify(routes));
  const service = await startTestApp({ env: { ROUTES_FILE: file, DELIVERY_ALLOW_PRIVATE: 'true' } });
  const crm = createServer((request, response) => request.resume().on('end', () => response.end('{}')));
  const triage = async () => (await cli(['triage'], { env: { CXONE_DLQ_URL: service.url } })).stdout;
  const event = (id: string) => ({ event_id: id, payload: { interaction_id: id } });
  try {
    await deliver(service.url, event('a'));
    const down = await triage();
    expect(down).toContain('1 unresolved dead letter of 1 cause');
    expect(down).toContain('target:crm is failing: it has not answered yet');
    expect(down).toContain('1 of 1 tried pass the checks now, but target:crm still fails; wait for it');
    expect(down).not.toContain('redrive plan');
    crm.listen(port, '127.0.0.1');
    await once(crm, 'listening');
    await deliver(service.url, event('b'));
    const up = await triage();
    expect(up).not.toContain('is failing');
    expect(up).toContain('1 of 1 tried pass the checks now (target:crm was not asked)');
    expect(up).toMatch(/-> cxone-dlq redrive plan --group v2-[0-9a-f]{16}\n/);
  } finally {
    crm.close();
    crm.closeAllConnections();
    await service.close();
    await remove();
  }
});
