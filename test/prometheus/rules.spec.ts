import { copyFile, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { stringify } from 'yaml';
import { alertsOf, readRules, type RuleGroups } from '../support/alert-rules.js';
import { temporaryDirectory } from '../support/temporary-directory.js';
import { promtool } from './promtool.js';

const DELIVERED = 'deploy/prometheus';

describe('the rules for Prometheus', () => {
  let dir: { path: string; remove: () => Promise<void> };

  beforeAll(async () => {
    dir = await temporaryDirectory();
  });
  afterAll(() => dir.remove());

  /** Runs the tests of the rules with other rules in their place. */
  async function testRules(rules: RuleGroups): Promise<{ code: number | null; output: string }> {
    await writeFile(join(dir.path, 'alerts.yml'), stringify(rules));
    await copyFile(`${DELIVERED}/alerts.test.yml`, join(dir.path, 'alerts.test.yml'));
    return promtool(['test', 'rules', 'alerts.test.yml'], dir.path);
  }

  it('are valid, and so is the example of a configuration', async () => {
    expect(await promtool(['check', 'rules', 'alerts.yml'], DELIVERED)).toMatchObject({ code: 0 });
    for (const name of ['alerts.yml', 'prometheus.yml']) {
      await copyFile(join(DELIVERED, name), join(dir.path, name));
    }
    const config = await readFile(join(dir.path, 'prometheus.yml'), 'utf8');
    const token = /credentials_file: (\S+)/.exec(config)?.[1];
    await writeFile(join(dir.path, token!), 'a token');
    const checked = await promtool(['check', 'config', 'prometheus.yml'], dir.path);
    expect(checked).toMatchObject({ code: 0, output: expect.stringContaining('rules found') as string });
  });

  it('fire and recover as their tests say', async () => {
    const tested = await promtool(['test', 'rules', 'alerts.test.yml'], DELIVERED);
    expect(tested).toMatchObject({ code: 0, output: expect.stringContaining('SUCCESS') as string });
  });

  it.each([
    ['never fires', 'vector(0) > 1'],
    ['never recovers', 'vector(1)'],
  ])('have a test for each alert that notices where it %s', async (_what, expr) => {
    const rules = readRules();
    const alerts = alertsOf(rules);
    for (const alert of alerts) alert.expr = expr;
    const { code, output } = await testRules(rules);
    expect(code).not.toBe(0);
    const unnoticed = alerts.filter(({ alert }) => !output.includes(`alertname: ${alert},`));
    expect(unnoticed.map(({ alert }) => alert)).toEqual([]);
  });
});
