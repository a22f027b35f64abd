import { readFileSync } from 'node:fs';

/** The dashboard for Grafana, as it is delivered. */
const DASHBOARD_FILE = 'deploy/grafana/cxone-dlq.json';

interface Target {
  refId: string;
  expr: string;
  datasource: { type: string; uid: string };
  instant?: boolean;
}

export interface Panel {
  id: number;
  type: string;
  title: string;
  description?: string;
  gridPos: { x: number; y: number; w: number; h: number };
  datasource?: { type: string; uid: string };
  targets?: Target[];
  links?: Array<{ title: string; url: string }>;
}

export interface Dashboard {
  uid: string;
  title: string;
  schemaVersion: number;
  templating: { list: Array<{ name: string; type: string; query: unknown }> };
  panels: Panel[];
}

export function readDashboard(): Dashboard {
  return JSON.parse(readFileSync(DASHBOARD_FILE, 'utf8')) as Dashboard;
}

/** One query of a panel, as Grafana sends it to Prometheus. */
export interface PanelQuery {
  panel: string;
  expr: string;
  /** Whether it is asked for now alone, and not for a range. */
  instant: boolean;
}

/**
 * The queries of all panels, with Grafana's variables replaced.
 *
 * @param variables by their names, without `$`
 */
export function queriesOf({ panels }: Dashboard, variables: Record<string, string>): PanelQuery[] {
  return panels.flatMap(({ title, targets = [] }) =>
    targets.map(({ expr, instant = false }) => ({
      panel: title,
      instant,
      expr: expr.replaceAll(/\$(\w+)/g, (_all, name: string) => {
        const value = variables[name];
        if (value === undefined) throw new Error(`the panel ${title} has an unknown variable: ${name}`);
        return value;
      }),
    })),
  );
}
