import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { documentedVariables } from '@shop/dev/environment';
import { root } from '@shop/dev/root';
import type { AnyJson } from '@shop/testkit/json';
import { processNames, processOf, secretNames, store, workspaces, type ProcessName } from '@shop/topology/processes';
import { expect } from 'chai';
import { parse } from 'yaml';
import { composeFile, dotenv, textOf } from './compose.js';
import { objectsIn, reaching, variablesOf } from './k8s.js';
import { usualStack } from './usual-stack.js';

const production = processNames.filter((name) => !processOf(name).simulated);
const withDatabase = processNames.filter((name) => processOf(name).database !== undefined);
const compose = composeFile('docker-compose.yml', dotenv(textOf('.env.example')));
const json = (path: string): AnyJson => JSON.parse(textOf(path));
const base = objectsIn('base');
const folders = [...new Set(processNames.map((name) => processOf(name).folder))];

describe('files that repeat parts of the topology', () => {
  it('package.json: has a workspace for each folder, with the name of the folder', () => {
    const patterns = (json('package.json').workspaces as string[]).map(
      (each) => new RegExp(`^${each.replaceAll('*', '[^/]*')}$`),
    );
    for (const folder of [...workspaces, 'dev']) {
      expect(
        patterns.some((pattern) => pattern.test(folder)),
        folder,
      ).to.equal(true);
      // the engine is independent of the shop, so its package does not have the shop's scope
      const scope = folder === 'packages/saga-engine' ? '' : '@shop/';
      expect(json(`${folder}/package.json`).name).to.equal(`${scope}${folder.split('/').at(-1)}`);
    }
  });

  it('tsconfig.test.json, prometheus.yml, package.json and the pages of the architecture: are as npm run generate topology writes them', () => {
    const { status, stderr } = spawnSync(process.execPath, ['topology/generate.mjs', '--check'], {
      cwd: root,
      encoding: 'utf8',
    });
    expect([status, stderr]).to.deep.equal([0, '']);
    const { references } = json('tsconfig.test.json') as { references: { path: string }[] };
    for (const { path } of references) expect(existsSync(join(root, path)), path).to.equal(true);
  });

  it('.dockerignore and the Dockerfile: include every workspace in images', () => {
    const kept = [...textOf('.dockerignore').matchAll(/^!(.*)$/gm)].map(
      ([, each = '']) => new RegExp(`^${each.replaceAll('*', '[^/]*')}$`),
    );
    for (const folder of workspaces)
      expect(
        kept.some((each) => each.test(folder)),
        folder,
      ).to.equal(true);
    expect(textOf('deploy/Dockerfile')).to.contain('npx tsc -b --checkers 1 */tsconfig.json packages/*/tsconfig.json');
  });

  for (const name of processNames.filter((each) => processOf(each).folder === each))
    it(`.env.example of ${name}: has its name, ports, database, Redis and addresses of the usual stack`, () => {
      expect(textOf(`${name}/.env.example`)).to.match(new RegExp(`^# ${name}: .+\\.\n`));
      const { env } = usualStack[name];
      const written = documentedVariables(join(root, name));
      const own = ['PORT', 'GRPC_PORT', 'HOST', 'MONGODB_URI', 'REDIS_URL', ...addressesOf(name)];
      for (const variable of own) {
        const found = written.find((each) => each.name === variable);
        expect(found?.value, variable).to.equal(env[variable]);
      }
    });

  it('.env.example: has every secret and a password for every database', () => {
    const names = Object.keys(dotenv(textOf('.env.example')));
    expect(names).to.include.members([...secretNames, ...withDatabase.map(passwordOf)]);
    expect(names.filter((name) => name.endsWith('_DB_PASSWORD'))).to.have.members(withDatabase.map(passwordOf));
  });

  it('prometheus.yml: scrapes every process of production, on its port', () => {
    const { scrape_configs: jobs } = parse(textOf('deploy/observability/prometheus.yml')) as AnyJson;
    const targets = jobs.map(({ job_name, dns_sd_configs: [{ names, port, type }] }: AnyJson) => [
      job_name,
      `${names} ${type} ${port}`,
    ]);
    expect(targets).to.deep.equal(production.map((name) => [name, `${name} A ${processOf(name).http}`]));
  });

  describe('docker-compose.yml', () => {
    for (const name of processNames)
      it(`${name}: has its own secrets, its database, Redis and dependencies`, () => {
        const { secrets, database, redis } = processOf(name);
        const { environment = {}, depends_on = {}, networks = [], build } = compose.services[name]!;
        const given = Object.keys(environment);
        expect(given.filter((each) => (secretNames as readonly string[]).includes(each))).to.have.members(secrets);
        expect(given.includes('REDIS_URL')).to.equal(redis ?? false);
        expect(build?.args.SERVICE).to.equal(processOf(name).folder);
        const needed = [...(redis ? ['redis'] : []), ...(database ? [`${database}-db`] : [])];
        expect(Object.keys(depends_on)).to.include.members(needed);
        expect(networks.filter((each) => each.endsWith('-data'))).to.deep.equal(database ? [`${database}-data`] : []);
        if (database)
          expect(compose.services[`${database}-db`]?.environment?.['MONGO_INITDB_ROOT_PASSWORD']).to.equal(
            new URL(String(environment['MONGODB_URI'])).password,
          );
      });

    it('has no unused database, and targets every process of production behind the gateway with the chaos profile', () => {
      const databases = Object.keys(compose.services).filter((each) => each.endsWith('-db'));
      expect(databases).to.have.members(withDatabase.map((name) => `${processOf(name).database}-db`));
      const { TARGETS } = compose.services['chaos']!.environment!;
      expect(String(TARGETS).split(',')).to.deep.equal(
        production.filter((name) => name !== 'gateway').map((name) => `http://${name}:${processOf(name).http}`),
      );
      expect(Object.keys(compose.services['gateway']!.depends_on!)).to.have.members([
        'redis',
        ...new Set(processOf('gateway').calls.map(({ to }) => to)),
      ]);
    });
  });

  describe('deploy/k8s', () => {
    for (const name of production)
      it(`${name}: has its addresses, annotations, and network policies that allow exactly the calls of the topology`, () => {
        const deployment = base.find(({ kind, metadata }) => kind === 'Deployment' && metadata.name === name)!;
        const { metadata } = deployment.spec['template'];
        expect(metadata.annotations).to.include({
          'prometheus.io/scrape': 'true',
          'prometheus.io/port': String(processOf(name).http),
          'prometheus.io/path': '/metrics',
        });
        // Labels are compared separately: while policies also select pods of the previous release by name, a wrong label would change
        // nothing below. The gateway is always selected by name.
        const labels = Object.keys(metadata.labels).filter((label) => label.startsWith('calls/'));
        const asked = name === 'gateway' ? [] : production.flatMap((callee) => labelsTo(name, callee));
        expect(labels).to.have.members([...asked, ...(processOf(name).redis ? ['calls/redis'] : [])]);
        const env = Object.fromEntries(variablesOf(deployment).map((each) => [each.name, each.value]));
        for (const { to, http, grpc, replaceable } of processOf(name).calls)
          for (const [variable, address] of [
            [http, `http://${to}:${processOf(to as ProcessName).http}`],
            [grpc, `${to}:${processOf(to as ProcessName).grpc}`],
          ] as const)
            if (variable && !replaceable) expect(env[variable], variable).to.equal(address);
        const policy = base.find(({ kind, metadata: { name: each } }) => kind === 'NetworkPolicy' && each === name)!;
        expect(reaching(policy.spec['ingress'], 'from', base)).to.have.members(
          production.flatMap((caller) => linksTo(caller, name).map((port) => `${caller}:${port}`)),
        );
        expect(reaching(policy.spec['egress'], 'to', base)).to.have.members(
          production.flatMap((callee) => linksTo(name, callee).map((port) => `${callee}:${port}`)),
        );
      });

    it('the overlays: have the images, the database secrets, and the callers of Redis and of each database', () => {
      const { images } = parse(textOf('deploy/k8s/overlays/production/kustomization.yaml')) as AnyJson;
      expect(images.map(({ name }: AnyJson) => name)).to.deep.equal(production.map((name) => `shop-saga/${name}`));
      const overlay = objectsIn('overlays/dev');
      const uris = Object.fromEntries(
        overlay.flatMap(({ metadata, stringData }) => (stringData ? [[metadata.name, stringData['MONGODB_URI']]] : [])),
      );
      const reached = (what: string) => {
        const policy = overlay.find(({ kind, metadata }) => kind === 'NetworkPolicy' && metadata.name === what)!;
        return reaching(policy.spec['ingress'], 'from', [...base, ...overlay]);
      };
      expect(reached('redis')).to.have.members(
        production.filter((name) => processOf(name).redis).map((name) => `${name}:6379`),
      );
      for (const name of withDatabase) {
        const { database } = processOf(name);
        expect(reached(`${database}-db`)).to.deep.equal([`${name}:27017`]);
        expect(uris[`shop-mongodb-${database}`]).to.equal(`mongodb://${database}-db:27017/${database}`);
      }
    });
  });

  it('package.json: has a script for each process in watch mode', () => {
    const commands = Object.values(json('package.json').scripts as Record<string, string>);
    const watched = commands.flatMap((command) => /start\.mjs dev (.+)/.exec(command)?.[1]?.split(' ') ?? []);
    expect(watched).to.have.members(processNames);
  });

  it('package.json: makes no process of production depend on a simulator, which its image would contain', () => {
    const simulated = processNames.filter((name) => processOf(name).simulated).map((name) => `@shop/${name}`);
    expect(simulated).to.deep.equal(['@shop/payment-provider']);
    for (const folder of ['common', 'protos', 'topology', 'packages/saga-engine', ...production])
      expect(Object.keys(json(`${folder}/package.json`).dependencies ?? {}), folder).not.to.include.members(simulated);
  });

  it('the topology: names only folders that exist', () => {
    for (const folder of [...folders, store.folder]) expect(existsSync(join(root, folder)), folder).to.equal(true);
  });
});

const passwordOf = (name: ProcessName) => `${processOf(name).database!.toUpperCase().replaceAll('-', '_')}_DB_PASSWORD`;

const addressesOf = (name: ProcessName) =>
  processOf(name).calls.flatMap(({ http, grpc }) => [http, grpc].filter((each) => each !== undefined));

/** The labels with which `callee` accepts calls of `caller`. */
const labelsTo = (caller: ProcessName, callee: ProcessName): string[] =>
  linksTo(caller, callee).map((port) => `calls/${callee}-${port === processOf(callee).http ? 'http' : 'grpc'}`);

/** The ports on which one process calls another. */
const linksTo = (caller: ProcessName, callee: ProcessName): number[] => {
  const calls = processOf(caller).calls.filter(({ to }) => to === callee);
  const { http, grpc = 0 } = processOf(callee);
  return [...(calls.some((call) => call.http) ? [http] : []), ...(calls.some((call) => call.grpc) ? [grpc] : [])];
};
