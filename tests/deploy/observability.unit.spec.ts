import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { root } from '@shop/dev/root';
import { expect } from 'chai';
import { alerts, expressions, isForeign, labelsOf, panels } from '../support/observed.js';
import { askedIn, exposedIn } from '../support/promql.js';

const page = (name: string) => readFileSync(join(root, 'docs', name), 'utf8');
const anchor = (heading: string) =>
  heading
    .toLowerCase()
    .replace(/[^\w -]/g, '')
    .replaceAll(' ', '-');

/** Labels of every metric: ours, and those that Prometheus adds. */
const OF_ALL = ['service', 'instance', 'job'];

describe('alerts and the dashboard', () => {
  const headings = new Set([...page('runbook.md').matchAll(/^## (.*)$/gm)].map(([, title = '']) => anchor(title)));

  for (const { alert, expr, annotations, labels } of alerts)
    it(`${alert} has a summary, a severity and a section of the runbook that exists`, () => {
      const [file, place] = annotations.runbook.split('#');
      expect(file).to.equal('docs/runbook.md');
      expect([...headings]).to.include(place);
      expect(annotations.summary).to.match(/[.?]$/);
      expect(labels.severity).to.be.oneOf(['page', 'warn']);
      // an aggregation keeps only the labels of its `by`
      const kept = [
        ...askedIn(expr).flatMap((asked) => asked.labels),
        ...(/\b(?:max|min|sum)\b/.test(expr) ? [] : OF_ALL),
      ];
      const named = [...annotations.summary.matchAll(/\$labels\.(\w+)/g)].map(([, label]) => label);
      expect(kept).to.include.members(named);
    });

  it('are documented in docs/observability.md: every alert, with its section of the runbook', () => {
    const text = page('observability.md');
    for (const { alert, annotations } of alerts)
      expect(text, alert).to.match(new RegExp(`\`${alert}\`.*${annotations.runbook.replace('docs/', '')}`));
  });

  it('are documented in docs/observability.md: every metric of ours that an expression reads, with its labels', () => {
    const asked = expressions.flatMap(({ where, expr }) => askedIn(expr).map((each) => ({ where, ...each })));
    for (const { where, metric, labels } of asked.filter((each) => !isForeign(each.metric)))
      expect([...OF_ALL, 'le', ...(labelsOf(metric) ?? [`no ${metric}`])], `${metric} of ${where}`).to.include.members([
        ...labels,
      ]);
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

  it('have a separate position and id for each panel', () => {
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
