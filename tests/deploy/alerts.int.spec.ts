import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { run } from '@shop/dev/commands';
import { root } from '@shop/dev/root';
import { expect } from 'chai';
import { parse, stringify } from 'yaml';
import { freePort } from '@shop/testkit/redis';
import { expressions } from '../support/observed.js';
import { alertingIsThere, PROGRAMS } from '../support/prometheus.js';
import { until } from '@shop/testkit/until';

interface Message {
  readonly status: 'firing' | 'resolved';
  readonly alerts: readonly { labels: Record<string, string>; annotations: Record<string, string> }[];
}

const read = (name: string) => readFile(join(root, 'deploy/observability', name), 'utf8');

/** Runs Debian's Prometheus and Alertmanager on our files, with shorter intervals: tests that an alert arrives, not how soon. */
describe('an alert', function () {
  this.timeout(300_000);
  const children: ChildProcess[] = [];
  const servers: Server[] = [];
  const messages: Message[] = [];
  let folder: string;
  /** The metrics that the service exposes. */
  let shown = 'audit_ok{kind="whole"} 1';

  const serve = async (answer: (body: string) => string): Promise<string> => {
    const server = createServer(async (request, response) => {
      let body = '';
      for await (const chunk of request) body += String(chunk);
      response.setHeader('content-type', 'text/plain; version=0.0.4').end(answer(body));
    }).listen(0, '127.0.0.1');
    await once(server, 'listening');
    servers.push(server);
    return `127.0.0.1:${(server.address() as AddressInfo).port}`;
  };
  const start = (program: string, ...args: string[]) => {
    children.push(spawn(program, args, { cwd: folder, stdio: 'ignore' }));
  };
  const written = async (name: string, text: string) => {
    await writeFile(join(folder, name), text);
    return join(folder, name);
  };

  before(async function () {
    if (!alertingIsThere()) return this.skip();
    folder = await mkdtemp(join(tmpdir(), 'shop-alerts-'));
    const service = await serve(() => `${shown}\n`);
    const operators = await serve((body) => (messages.push(JSON.parse(body)), ''));
    // Debian's Alertmanager (2023) does not support url_file yet
    const routing = parse(
      (await read('alertmanager.yml')).replace('url_file: /etc/alertmanager/webhook-url', `url: http://${operators}/`),
    );
    Object.assign(routing.route, { group_wait: '1s', group_interval: '1s' });
    const rules = parse(await read('alerts.yml'));
    for (const { rules: each } of rules.groups) for (const rule of each) rule.for = '0s';
    const alertmanager = `127.0.0.1:${await freePort()}`;
    const config = {
      global: { scrape_interval: '1s', evaluation_interval: '1s' },
      rule_files: [await written('alerts.yml', stringify(rules))],
      alerting: { alertmanagers: [{ static_configs: [{ targets: [alertmanager] }] }] },
      scrape_configs: [{ job_name: 'saga-orchestrator', static_configs: [{ targets: [service] }] }],
    };
    start(
      PROGRAMS.alertmanager,
      `--config.file=${await written('alertmanager.yml', stringify(routing))}`,
      `--storage.path=${join(folder, 'alertmanager')}`,
      `--web.listen-address=${alertmanager}`,
      '--cluster.listen-address=',
    );
    start(
      PROGRAMS.prometheus,
      `--config.file=${await written('prometheus.yml', stringify(config))}`,
      `--storage.tsdb.path=${join(folder, 'prometheus')}`,
      `--web.listen-address=127.0.0.1:${await freePort()}`,
    );
  });
  after(async () => {
    for (const child of children) {
      const over = once(child, 'exit');
      if (child.exitCode === null && child.kill('SIGTERM')) await over;
    }
    for (const server of servers) {
      server.closeAllConnections();
      server.close();
    }
    if (folder) await rm(folder, { recursive: true, force: true });
  });

  it('has rules and routes, and the dashboard expressions, that promtool and amtool accept', async () => {
    const check = async (program: string, ...args: string[]) => {
      const { code, output } = await run(program, args);
      expect(code, output).to.equal(0);
    };
    await check(PROGRAMS.promtool, 'check', 'rules', join(root, 'deploy/observability/alerts.yml'));
    const rules = expressions.map(({ expr }, at) => ({ record: `expression:${at}`, expr }));
    const all = await written('expressions.yml', stringify({ groups: [{ name: 'all', rules }] }));
    await check(PROGRAMS.promtool, 'check', 'rules', all);
    await check(PROGRAMS.promtool, 'check', 'config', join(root, 'deploy/observability/prometheus.yml'));
    await check(PROGRAMS.amtool, 'check-config', join(folder, 'alertmanager.yml'));
  });

  it('arrives with its runbook link when the audit finds something, and is resolved when the finding is gone', async () => {
    const arrival = (status: Message['status']) =>
      until(`it is ${status}`, () => messages.find((message) => message.status === status), 60_000);
    shown = 'audit_ok{kind="whole"} 0';
    const [alert] = (await arrival('firing')).alerts;
    expect(alert?.labels).to.include({ alertname: 'SomethingDoesNotAddUp', severity: 'page', kind: 'whole' });
    expect(alert?.annotations['runbook']).to.equal('docs/runbook.md#something-does-not-add-up');
    expect(messages.flatMap(({ alerts }) => alerts.map(({ labels }) => labels['alertname']))).to.deep.equal([
      'SomethingDoesNotAddUp',
    ]);
    shown = 'audit_ok{kind="whole"} 1';
    await arrival('resolved');
  });
});
