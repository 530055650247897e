import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { root } from '@shop/dev/root';
import type { AnyJson } from '@shop/testkit/json';
import { processNames } from '@shop/topology/processes';
import { expect } from 'chai';
import { parse } from 'yaml';
import { alerts, expressions, isForeign, labelsOf, panels } from '../support/observed.js';
import { askedIn, exposedIn } from '../support/promql.js';
import { composeFile, dotenv, textOf } from './compose.js';

const page = (name: string) => readFileSync(join(root, 'docs', name), 'utf8');
const anchor = (heading: string) =>
  heading
    .toLowerCase()
    .replace(/[^\w -]/g, '')
    .replaceAll(' ', '-');

/** Labels of every metric: ours, and those that Prometheus adds. */
const OF_ALL = ['service', 'instance', 'job'];

const namesIn = (text: string, pattern: RegExp): string[] => [...text.matchAll(pattern)].map(([, name]) => name!);
/** The labels of the result of an expression, or more: an aggregation keeps only those of its `by`. */
const keptBy = (expr: string): string[] => [
  ...askedIn(expr).flatMap(({ labels }) => labels),
  ...(/\b(?:max|min|sum)\b/.test(expr)
    ? []
    : [...OF_ALL, ...askedIn(expr).flatMap(({ metric }) => labelsOf(metric) ?? [])]),
];

describe('alerts and the dashboard', () => {
  const headings = new Set([...page('runbook.md').matchAll(/^## (.*)$/gm)].map(([, title = '']) => anchor(title)));

  for (const { alert, expr, annotations, labels } of alerts)
    it(`${alert} has a summary, a severity and a section of the runbook that exists`, () => {
      const [file, place] = annotations.runbook.split('#');
      expect(file).to.equal('docs/runbook.md');
      expect([...headings]).to.include(place);
      expect(annotations.summary).to.match(/[.?]$/);
      expect(labels.severity).to.be.oneOf(['page', 'warn']);
      expect(keptBy(expr)).to.include.members(namesIn(annotations.summary, /\$labels\.(\w+)/g));
    });

  it('have legends of labels that their expressions keep', () => {
    for (const { expr, legendFormat } of panels.flatMap(({ targets }) => targets))
      expect(keptBy(expr), expr).to.include.members(namesIn(legendFormat, /\{\{ *(\w+) *\}\}/g));
  });

  it('compare labels with values that docs/observability.md names', () => {
    const text = [page('observability.md'), ...processNames.map((name) => `\`${name}\``)].join();
    for (const { where, expr } of expressions)
      for (const value of namesIn(expr, /!?="(\w+)"/g)) expect(text, where).to.include(`\`${value}\``);
  });

  it('are read from the services, ports and files of docker-compose.yml', () => {
    const { services } = composeFile('docker-compose.yml', dotenv(textOf('.env.example')));
    const own = (name: string) => parse(textOf(`deploy/observability/${name}`)) as AnyJson;
    const open = Object.entries(services).flatMap(([name, { ports = [] }]) =>
      ports.map((each) => `${name}:${typeof each === 'string' ? each.split(':').at(-1) : each.target}`),
    );
    const mounted = (service: string) => [
      ...services[service]!.volumes!.map((each) => each.split(':')[1]),
      ...(services[service]!.configs ?? []).map(({ target }) => target),
    ];
    const { alerting, rule_files } = own('prometheus.yml');
    const { names, port } = alerting.alertmanagers[0].dns_sd_configs[0];
    expect(open).to.include(`${names}:${port}`);
    for (const file of rule_files) expect(mounted('prometheus')).to.include(`/etc/prometheus/${file}`);
    const { receivers, route } = own('alertmanager.yml');
    expect(mounted('alertmanager')).to.include(receivers[0].webhook_configs[0].url_file);
    for (const { receiver } of [route, ...route.routes]) expect(receiver).to.equal(receivers[0].name);
    const severities = alerts.map(({ labels }) => labels.severity);
    for (const { matchers } of route.routes) expect(severities).to.include(/^severity="(\w+)"$/.exec(matchers[0])?.[1]);
    const { datasources } = own('grafana/provisioning/datasources/prometheus.yml');
    for (const { url } of datasources) expect(open).to.include(url.replace('http://', ''));
    const types = datasources.map(({ uid, type }: AnyJson) => ({ uid, type }));
    for (const { datasource } of panels) expect(types).to.deep.include(datasource);
    const [{ options }] = own('grafana/provisioning/dashboards/shop.yml').providers;
    expect(mounted('grafana')).to.include(options.path);
  });

  it('are documented in docs/observability.md: every alert, with its section of the runbook', () => {
    const text = page('observability.md');
    for (const { alert, annotations } of alerts)
      expect(text, alert).to.match(new RegExp(`\`${alert}\`.*${annotations.runbook.replace('docs/', '')}`));
  });

  it('are documented in docs/observability.md: every metric of ours that an expression reads, with its labels', () => {
    const asked = expressions.flatMap(({ where, expr }) => askedIn(expr).map((each) => ({ where, ...each })));
    for (const { where, metric, labels } of asked.filter((each) => !isForeign(each.metric))) {
      expect(labelsOf(metric), `${metric} of ${where}`).to.be.an('array');
      expect([...OF_ALL, 'le', ...labelsOf(metric)!], `${metric} of ${where}`).to.include.members([...labels]);
    }
  });

  it('have the thresholds that docs/observability.md tells', () => {
    const told = [...page('observability.md').matchAll(/^\| `(\w+)[^|]*` ([>=]) ([\d.]+)/gm)];
    expect(told).to.have.length.above(4);
    for (const [, metric, sign, value] of told)
      expect(
        alerts.map(({ expr }) => expr).filter((expr) => expr.includes(metric!) && expr.endsWith(`${sign} ${value}`)),
        `${metric} ${sign} ${value}`,
      ).not.to.deep.equal([]);
  });

  it('have panels of the same shape, each with a position and id of its own', () => {
    const shapes = panels.map((panel) => [...new Set(JSON.stringify(panel).match(/"\w+":/g))].join(' '));
    expect([...new Set(shapes)]).to.have.length(1);
    const places = panels.map(({ gridPos: { x, y } }) => `${x},${y}`);
    expect(new Set(places).size).to.equal(panels.length);
    expect(new Set(panels.map(({ id }) => id)).size).to.equal(panels.length);
  });

  it('are parsed for metrics and labels, as are expositions', () => {
    const expr =
      'sum by (le, a) (rate(x_seconds_bucket{b="by (c)", d=~"5.."}[5m])) / max(y_total) > 0.05 and z{state!="e"} == 2';
    expect(askedIn(expr)).to.deep.equal([
      { metric: 'x_seconds_bucket', labels: ['le', 'a', 'b', 'd'] },
      { metric: 'y_total', labels: ['le', 'a'] },
      { metric: 'z', labels: ['le', 'a', 'state'] },
    ]);
    const text = '# HELP h x\n# TYPE h histogram\nh_bucket{le="1",s="a}b"} 2\nh_count{s="a"} 2\n# TYPE g gauge\ng 1\n';
    const exposed = exposedIn(text);
    expect([...exposed].map(([name, labels]) => [name, ...labels])).to.deep.equal([
      ['h_bucket', 'le', 's'],
      ['h_sum'],
      ['h_count', 's'],
      ['g'],
    ]);
  });
});
