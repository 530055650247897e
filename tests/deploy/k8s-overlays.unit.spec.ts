import { documentedVariables } from '@shop/dev/environment';
import { root } from '@shop/dev/root';
import { join } from 'node:path';
import type { JsonObject } from '@shop/testkit/json';
import { processNames, processOf, type ProcessName } from '@shop/topology/processes';
import { expect } from 'chai';
import { parse } from 'yaml';
import { composeFile, dotenv, textOf } from './compose.js';
import { readConfigOf } from './configs.js';
import { objectsIn, reaching, variablesOf, type Manifest } from './k8s.js';

const base = objectsIn('base');
const production = processNames.filter((name) => !processOf(name).simulated);
const kustomization = (part: string) => parse(textOf(`deploy/k8s/${part}/kustomization.yaml`)) as JsonObject;

/** The base with an overlay's patches applied, for the kinds of patches that overlays use. Throws when a patch finds no target. */
function patched(overlay: string): Manifest[] {
  let objects = structuredClone([...base, ...objectsIn(`overlays/${overlay}`)]);
  const patches = kustomization(`overlays/${overlay}`)['patches'] as JsonObject[];
  expect(patches, `patches of ${overlay}`).not.to.deep.equal([]);
  for (const { target, patch } of patches) {
    const found = objects.filter(
      ({ kind, metadata }) => kind === target.kind && (!target.name || metadata.name === target.name),
    );
    expect(found, JSON.stringify(target)).not.to.deep.equal([]);
    const change = parse(patch as string) as JsonObject;
    if (Array.isArray(change))
      for (const object of found) for (const each of change as JsonObject[]) replace(object, each);
    else {
      expect(change['kind']).to.equal(target.kind);
      if (change['$patch']) {
        expect(change).to.have.keys('apiVersion', 'kind', 'metadata', '$patch');
        expect(change['$patch']).to.equal('delete');
        objects = objects.filter((object) => !found.includes(object));
      } else {
        expect(change['metadata'].name).to.equal(target.name);
        const { spec } = change['spec'].template;
        for (const { name, env } of spec.containers as JsonObject[]) {
          const container = found[0]!.spec['template'].spec.containers.find(
            (each: JsonObject) => each['name'] === name,
          );
          expect(container, `a container ${name}`).not.to.equal(undefined);
          const named = env.map((each: JsonObject) => each['name']);
          container.env = [...container.env.filter((each: JsonObject) => !named.includes(each['name'])), ...env];
        }
      }
    }
  }
  return objects;
}

function replace(object: JsonObject, { op, path, value }: JsonObject): void {
  expect(op).to.equal('replace');
  const keys = String(path).split('/').slice(1);
  const last = keys.pop()!;
  const holder = keys.reduce((at, key) => at?.[key] as JsonObject, object);
  expect(holder, path).to.have.property(last);
  holder![last] = value;
}

/** The environment of a process in these objects, with secrets from `secret`. */
function environmentOf(
  name: ProcessName,
  objects: Manifest[],
  secret: (of: string, key: string) => string | undefined,
) {
  const object = objects.find(({ kind, metadata }) => kind === 'Deployment' && metadata.name === name)!;
  const own = [...(object.spec['template'].spec.containers[0].env as JsonObject[]), ...variablesOf(object)].map(
    (each: JsonObject) => {
      const { name: of, key } = each['valueFrom']?.secretKeyRef ?? {};
      return [each['name'], of ? secret(of as string, key as string) : each['value']];
    },
  );
  const shared = objects.find(({ kind, metadata }) => kind === 'ConfigMap' && metadata.name === 'shop')!.data;
  return { ...shared, ...Object.fromEntries(own) } as Record<string, string>;
}

describe('the dev overlay', () => {
  const objects = patched('dev');
  const made = Object.fromEntries([
    ...(kustomization('overlays/dev')['secretGenerator'] as JsonObject[]).flatMap(({ name, literals }) =>
      (literals as string[]).map((each) => [`${name} ${each.split('=')[0]}`, each.slice(each.indexOf('=') + 1)]),
    ),
    ...objects.flatMap(({ metadata, stringData = {} }) =>
      Object.entries(stringData).map(([key, value]) => [`${metadata.name} ${key}`, value]),
    ),
  ]) as Record<string, string>;
  const example = composeFile('docker-compose.yml', dotenv(textOf('.env.example'))).services;

  for (const name of processNames)
    it(`gives ${name} a valid environment: the published secrets, and addresses inside the overlay`, async () => {
      const env = environmentOf(name, objects, (of, key) => made[`${of} ${key}`]);
      const config = await readConfigOf(name, env);
      expect(config).to.include({ NODE_ENV: 'development', HOST: '0.0.0.0', PORT: processOf(name).http });
      expect(documentedVariables(join(root, processOf(name).folder)).map((each) => each.name)).to.include.members(
        Object.keys(env),
      );
      const { environment = {} } = example[name]!;
      const same = [
        ...processOf(name).secrets,
        ...(name === 'user-service' ? ['ADMIN_EMAIL', 'ADMIN_PASSWORD'] : []),
        ...(name === 'order-service' ? ['SEED_CATALOGUE'] : []),
        ...(processOf(name).dataFile ? ['DATA_FILE'] : []),
      ];
      for (const { http = '', grpc = '' } of processOf(name).calls) same.push(...[http, grpc].filter(Boolean));
      for (const variable of same) expect(env[variable], variable).to.equal(String(environment[variable]));
      if (processOf(name).redis) expect(env['REDIS_URL']).to.equal('redis://redis:6379');
      if (name === 'payment-service') expect(config).to.include({ PAYMENT_PROVIDER: 'simulated' });
    });

  it('lets the simulator and payment-service call each other, and the simulator fetch the keys of user-service', () => {
    const policies = objects.filter(
      ({ kind, spec }) =>
        kind === 'NetworkPolicy' && /^payment-(provider|service)$/.test(spec['podSelector'].matchLabels?.app ?? ''),
    );
    const sides = (app: string, side: 'from' | 'to') =>
      policies
        .filter(({ spec }) => spec['podSelector'].matchLabels.app === app)
        .flatMap(({ spec }) => reaching(spec[side === 'from' ? 'ingress' : 'egress'] ?? [], side, objects));
    const [simulator, service, users] = (['payment-provider', 'payment-service', 'user-service'] as const).map(
      (name) => processOf(name).http,
    );
    expect(sides('payment-provider', 'from')).to.deep.equal([`payment-service:${simulator}`]);
    expect(sides('payment-provider', 'to')).to.have.members([`payment-service:${service}`, `user-service:${users}`]);
    expect(sides('payment-service', 'from')).to.include(`payment-provider:${service}`);
    expect(sides('payment-service', 'to')).to.include(`payment-provider:${simulator}`);
  });

  it('runs one replica of each store of docker-compose.yml, and probes the health of the simulator', () => {
    const databases = processNames.flatMap((name) => processOf(name).database ?? []).map((each) => `${each}-db`);
    const stores = objects.filter(({ kind }) => kind === 'StatefulSet');
    expect(stores.map(({ metadata }) => metadata.name)).to.have.members(['redis', ...databases]);
    for (const { metadata, spec } of stores) {
      expect(spec['replicas'], metadata.name).to.equal(1);
      expect(spec['template'].spec.containers[0].image).to.equal(example[metadata.name]!.image);
    }
    const simulators = objects.filter(
      ({ kind, metadata }) => kind === 'Deployment' && metadata.name === 'payment-provider',
    );
    expect(simulators).to.have.length(1);
    const { replicas, template } = simulators[0]!.spec;
    // it keeps its data in a file
    expect(replicas).to.equal(1);
    const { livenessProbe, readinessProbe } = template.spec.containers[0];
    expect([livenessProbe.httpGet.path, readinessProbe.httpGet.path]).to.deep.equal(['/health/live', '/health/ready']);
  });
});

describe('the production overlay', () => {
  const objects = patched('production');
  const { images, namespace } = kustomization('overlays/production');

  it('uses images of one registry and of the current release', () => {
    const release = (JSON.parse(textOf('package.json')) as { version: string }).version;
    expect((images as JsonObject[]).map(({ name }) => name)).to.have.members(
      production.map((each) => `shop-saga/${each}`),
    );
    for (const { name, newName, newTag } of images as JsonObject[]) {
      expect(newName).to.equal(`registry.example.com/shop/${String(name).split('/')[1]}`);
      expect(newTag).to.equal(release);
    }
  });

  it('allows the hosts of the ingress in the gateway', async () => {
    const { rules, tls } = objects.find(({ kind }) => kind === 'Ingress')!.spec;
    const hosts = (rules as JsonObject[]).map(({ host }) => host as string);
    expect(tls.flatMap((each: JsonObject) => each['hosts'])).to.deep.equal(hosts);
    const env = environmentOf('gateway', objects, (_, key) =>
      key === 'REDIS_URL' ? 'redis://redis:6379' : 's'.repeat(40),
    );
    expect(documentedVariables(join(root, 'gateway')).map((each) => each.name)).to.include.members(Object.keys(env));
    expect(await readConfigOf('gateway', env)).to.deep.include({ ALLOWED_HOSTS: hosts, IDEMPOTENCY_KEYS: 'optional' });
  });

  it('tells processes the shop’s address that its ingress has', () => {
    const [host] = (objects.find(({ kind }) => kind === 'Ingress')!.spec['rules'] as JsonObject[]).map(
      (rule) => rule['host'] as string,
    );
    const told = production.flatMap((name) => {
      const { shopUrl } = processOf(name);
      if (!shopUrl) return [];
      const deployment = objects.find(({ kind, metadata }) => kind === 'Deployment' && metadata.name === name)!;
      return [variablesOf(deployment).find((each) => each.name === shopUrl)?.value];
    });
    expect(told).to.have.length.above(1);
    expect(new Set(told)).to.deep.equal(new Set([`https://${host}`]));
  });

  it('scales every service to between 3 and 20 replicas', () => {
    const scaled = objects.filter(({ kind }) => kind === 'HorizontalPodAutoscaler');
    expect(scaled.map(({ spec }) => spec['scaleTargetRef'].name)).to.have.members(production);
    for (const { metadata, spec } of scaled)
      expect([spec['minReplicas'], spec['maxReplicas']], metadata.name).to.deep.equal([3, 20]);
  });

  for (const [overlay, name] of [
    ['production', namespace],
    ['dev', kustomization('overlays/dev')['namespace']],
  ])
    it(`${overlay}: creates the namespace into which it is deployed`, () =>
      expect(objectsIn(`overlays/${overlay}`).find(({ kind }) => kind === 'Namespace')!.metadata.name).to.equal(name));

  it('allows egress to managed stores and DNS, and from the gateway to the services behind it', () => {
    expect(production).to.include('gateway').and.have.length.above(1);
    for (const name of production) {
      const policy = base.find(({ kind, metadata }) => kind === 'NetworkPolicy' && metadata.name === name)!;
      const open = (policy.spec['egress'] as JsonObject[])
        .filter(({ to }) => !to)
        .flatMap(({ ports }) => ports.map(({ port }: JsonObject) => port as number));
      const { redis, database } = processOf(name);
      expect(open, name).to.include.members([...(redis ? [6379, 26379] : []), ...(database ? [27017] : [])]);
      const { labels } = base.find(({ kind, metadata }) => kind === 'Deployment' && metadata.name === name)!.spec[
        'template'
      ].metadata;
      const called = processOf('gateway').calls.some(({ to }) => to === name);
      expect(labels['behind'], name).to.equal(called ? 'gateway' : undefined);
    }
    const names = base.find(({ metadata }) => metadata.name === 'deny-by-default')!.spec['egress'];
    expect(names).to.deep.equal([
      {
        to: [{ namespaceSelector: { matchLabels: { 'kubernetes.io/metadata.name': 'kube-system' } } }],
        ports: [
          { port: 53, protocol: 'UDP' },
          { port: 53, protocol: 'TCP' },
        ],
      },
    ]);
  });
});
