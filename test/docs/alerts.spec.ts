import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { alertsOf, readRules } from '../support/alert-rules.js';
import { metricsAskedFor, metricsOf } from '../support/metric-names.js';
import { anchorsOf } from './markdown-links.js';

const ALERTS = alertsOf(readRules());
const RUNBOOK = 'docs/runbook.md';
const HEADINGS = anchorsOf(readFileSync(RUNBOOK, 'utf8'));

describe('the alerts for Prometheus', () => {
  it('have names that no other service uses, each once', () => {
    const names = ALERTS.map(({ alert }) => alert);
    expect(names.length).toBeGreaterThan(10);
    expect(new Set(names).size).toBe(names.length);
    expect(names.filter((name) => !/^CxoneDlq[A-Z]/.test(name))).toEqual([]);
  });

  it('ask for metrics that the service has', () => {
    const asked = metricsAskedFor(ALERTS.map(({ expr }) => expr));
    expect(asked.length).toBeGreaterThan(8);
    const known = metricsOf(readFileSync('docs/metrics.md', 'utf8'));
    expect(asked.filter((name) => !known.has(name))).toEqual([]);
  });

  it.each(ALERTS)('$alert says what is wrong, how bad it is, and where the runbook has it', (alert) => {
    expect(alert.for).toMatch(/^\d+[mh]$/);
    expect(alert.labels).toMatchObject({ severity: expect.stringMatching(/^(critical|warning)$/) as string });
    const { summary, description, runbook = '' } = alert.annotations;
    expect([summary, description]).toEqual([expect.stringMatching(/\.$/), expect.stringMatching(/\.$/)]);
    const [path, anchor = ''] = runbook.split('#');
    expect([path, HEADINGS.has(anchor), anchor]).toEqual([RUNBOOK, true, anchor]);
  });
});
