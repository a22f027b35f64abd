import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { queriesOf, readDashboard, type Panel } from '../support/dashboard.js';
import { metricsAskedFor, metricsOf } from '../support/metric-names.js';
import { anchorsOf } from './markdown-links.js';

const DASHBOARD = readDashboard();
const { panels } = DASHBOARD;
const GRAPHS = panels.filter(({ type }) => type !== 'row');
const HEADINGS = anchorsOf(readFileSync('docs/runbook.md', 'utf8'));

/** Columns of Grafana's grid. */
const COLUMNS = 24;

function overlap({ gridPos: a }: Panel, { gridPos: b }: Panel): boolean {
  return a.x < b.x + b.w && b.x < a.x + a.w && a.y < b.y + b.h && b.y < a.y + a.h;
}

describe('the dashboard for Grafana', () => {
  it('has the four questions as rows, in their order', () => {
    const rows = panels.filter(({ type }) => type === 'row').map(({ title }) => title);
    expect(rows).toEqual(['Is it healthy?', 'Since when not?', 'What is the cause?', 'Is it draining?']);
    expect(DASHBOARD).toMatchObject({ uid: 'cxone-dlq', title: 'CXone DLQ' });
    expect(DASHBOARD.schemaVersion).toBeGreaterThanOrEqual(36);
  });

  it('gives each panel an id and a title of its own, and says what it shows', () => {
    expect(GRAPHS.length).toBeGreaterThan(12);
    for (const field of ['id', 'title'] as const) {
      expect(new Set(panels.map((panel) => panel[field])).size).toBe(panels.length);
    }
    expect(GRAPHS.filter(({ description = '' }) => description === '')).toEqual([]);
    expect(new Set(GRAPHS.map(({ type }) => type))).toEqual(
      new Set(['stat', 'state-timeline', 'timeseries']),
    );
  });

  it('lays the panels out inside 24 columns, and none over another', () => {
    for (const { gridPos } of panels) {
      const { x, y, w, h } = gridPos;
      expect([x, y, w, h].every(Number.isInteger)).toBe(true);
      expect(x >= 0 && y >= 0 && w > 0 && h > 0 && x + w <= COLUMNS).toBe(true);
    }
    const pairs = panels.flatMap((a, index) => panels.slice(index + 1).map((b) => [a, b] as const));
    expect(pairs.filter(([a, b]) => overlap(a, b)).map(([a, b]) => [a.title, b.title])).toEqual([]);
  });

  it('asks the data source that its user chooses', () => {
    const chosen = { type: 'prometheus', uid: '${datasource}' };
    const variables = DASHBOARD.templating.list.map(({ name, type }) => [name, type]);
    expect(variables).toEqual([
      ['datasource', 'datasource'],
      ['job', 'query'],
      ['runbook', 'textbox'],
    ]);
    for (const { datasource, targets = [] } of GRAPHS) {
      expect(datasource).toEqual(chosen);
      expect(targets.length).toBeGreaterThan(0);
      expect(targets.map((target) => target.datasource)).toEqual(targets.map(() => chosen));
      expect(new Set(targets.map(({ refId }) => refId)).size).toBe(targets.length);
    }
  });

  it('asks for metrics that the service has', () => {
    const queries = queriesOf(DASHBOARD, { job: 'j', __rate_interval: '1m', __range: '1h' });
    const asked = metricsAskedFor(queries.map(({ expr }) => expr));
    expect(asked.length).toBeGreaterThan(12);
    const known = metricsOf(readFileSync('docs/metrics.md', 'utf8'));
    expect(asked.filter((name) => !known.has(name))).toEqual([]);
  });

  it('leads from each panel to a heading of the runbook', () => {
    const wrong = GRAPHS.filter(({ links = [] }) => {
      const [path, anchor = ''] = (links[0]?.url ?? '').split('#');
      return path !== '${runbook}' || !HEADINGS.has(anchor);
    });
    expect(wrong.map(({ title }) => title)).toEqual([]);
  });
});
