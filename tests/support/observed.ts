import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { root } from '@shop/dev/root';
import { parse } from 'yaml';

export interface Alert {
  readonly alert: string;
  readonly expr: string;
  readonly for: string;
  readonly labels: { readonly severity: string };
  readonly annotations: { readonly summary: string; readonly runbook: string };
}

interface Panel {
  readonly id: number;
  readonly title: string;
  readonly datasource: { readonly type: string; readonly uid: string };
  readonly targets: readonly { readonly expr: string; readonly legendFormat: string }[];
  readonly gridPos: { readonly x: number; readonly y: number };
}

const read = (...path: string[]): string => readFileSync(join(root, ...path), 'utf8');
const folder = ['deploy', 'observability'];

/** Every alert rule. */
export const alerts = (parse(read(...folder, 'alerts.yml')) as { groups: { rules: Alert[] }[] }).groups.flatMap(
  ({ rules }) => rules,
);

/** The dashboard's panels. */
export const panels = (JSON.parse(read(...folder, 'grafana', 'dashboards', 'shop.json')) as { panels: Panel[] }).panels;

const [, described = ''] = /\n## Metrics\n(.*?)\n## /s.exec(read('docs', 'observability.md')) ?? [];
const namesIn = (cell: string): string[] => [...cell.matchAll(/`(\w+)`/g)].map(([, name]) => name!);

/** The metrics that docs/observability.md describes, with their labels. */
export const documented: ReadonlyMap<string, readonly string[]> = new Map(
  [...described.matchAll(/^\| (`.*?) \| (.*?) ?\|/gm)].flatMap(([, metrics, labels]) =>
    namesIn(metrics!).map((metric) => [metric, namesIn(labels!)] as const),
  ),
);

/** Whether the metric comes with prom-client or is Prometheus's own. */
export const isForeign = (metric: string): boolean => /^(?:nodejs_|process_|up$)/.test(metric);

/** The labels that docs/observability.md gives a metric, or a series of a histogram; undefined if it does not have it. */
export const labelsOf = (series: string): readonly string[] | undefined =>
  documented.get(series) ?? documented.get(series.replace(/_(?:bucket|sum|count)$/, ''));

/** Every PromQL expression, with the alert or panel that uses it. */
export const expressions: readonly { where: string; expr: string }[] = [
  ...alerts.map(({ alert, expr }) => ({ where: `alert ${alert}`, expr })),
  ...panels.flatMap(({ title, targets }) => targets.map(({ expr }) => ({ where: `panel ${title}`, expr }))),
];
