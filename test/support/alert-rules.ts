import { readFileSync } from 'node:fs';
import { parse } from 'yaml';

/** The alerts and their tests, as they are delivered. */
export const ALERTS_FILE = 'deploy/prometheus/alerts.yml';

/** A rule that records the values of an expression under a name. */
export interface RecordingRule {
  record: string;
  expr: string;
}

export interface AlertRule {
  alert: string;
  expr: string;
  for: string;
  labels: Record<string, string>;
  annotations: Record<string, string>;
}

export interface RuleGroups {
  groups: Array<{ name: string; rules: Array<AlertRule | RecordingRule> }>;
}

/** A fresh copy of the delivered rules, that a test may change. */
export function readRules(): RuleGroups {
  return parse(readFileSync(ALERTS_FILE, 'utf8')) as RuleGroups;
}

export function alertsOf({ groups }: RuleGroups): AlertRule[] {
  return groups.flatMap(({ rules }) => rules).filter((rule): rule is AlertRule => 'alert' in rule);
}
