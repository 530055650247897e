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

/** Every PromQL expression, with the alert or panel that uses it. */
export const expressions: readonly { where: string; expr: string }[] = [
  ...alerts.map(({ alert, expr }) => ({ where: `alert ${alert}`, expr })),
  ...panels.flatMap(({ title, targets }) => targets.map(({ expr }) => ({ where: `panel ${title}`, expr }))),
];
