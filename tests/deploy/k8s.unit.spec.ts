import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { portsFor } from '@shop/dev/ports';
import { root } from '@shop/dev/root';
import type { JsonObject } from '@shop/testkit/json';
import { processNames, processOf } from '@shop/topology/processes';
import { expect } from 'chai';
import { parse } from 'yaml';
import { textOf } from './compose.js';
import { documentedBy, readConfigOf } from './configs.js';
import { documentsOf, manifestFiles, objectsIn, reaching, variablesOf, type Manifest } from './k8s.js';
import { mistakes } from './k8s-schema.js';

const ports = portsFor();
const base = objectsIn('base');
const services = processNames.filter((name) => !processOf(name).simulated);
const kustomizations = manifestFiles().filter((file) => file.endsWith('kustomization.yaml'));
const find = (kind: string, name: string, among: Manifest[] = base): Manifest => {
  const found = among.find((object) => object.kind === kind && object.metadata.name === name);
  if (!found) throw new Error(`there is no ${kind} ${name}`);
  return found;
};
const containerOf = (name: string) => find('Deployment', name).spec['template'].spec.containers[0];
/** The environment of a Deployment, with long placeholder values for its secrets. */
function environmentOf(name: string): Record<string, string> {
  const secrets: Record<string, string> = {
    MONGODB_URI: 'mongodb://somewhere/db',
    REDIS_URL: 'redis://somewhere',
    ADMIN_EMAIL: 'admin@shop.example',
    SMTP_URL: 'smtp://mail.example',
  };
  const own = variablesOf(find('Deployment', name)).map(({ name: key, value }) => [
    key,
    value ?? secrets[key] ?? 'a-secret-of-more-than-thirty-two-characters',
  ]);
  return { ...find('ConfigMap', 'shop').data, ...Object.fromEntries(own) };
}

describe('the Kubernetes manifests', () => {
  it('parse, and match their schemas: only known keys, every required key, values that the API accepts', () => {
    for (const file of manifestFiles().filter((each) => !each.endsWith('kustomization.yaml')))
      for (const object of documentsOf(file))
        expect(mistakes(object), `${file} ${object.metadata.name}`).to.deep.equal([]);
  });

  for (const [what, corrupt, mistake] of [
    ['a mistyped key', (c) => (c['livenesProbe'] = {}), '.livenesProbe'],
    ['a port as text', (c) => (c['ports'][0].containerPort = '3000'), '.ports[0].containerPort is "3000", not port'],
    ['a port out of range', (c) => (c['ports'][0].containerPort = 70000), '.ports[0].containerPort is 70000, not port'],
    ['a number that must be text', (c) => (c['env'][0].value = 3000), '.env[0].value is 3000, not text'],
    ['a wrong unit', (c) => (c['resources'].limits.memory = '1GB'), '.resources.limits.memory is "1GB", not amount'],
    ['no image', (c) => delete c['image'], '.image is missing'],
  ] as [string, (container: JsonObject) => unknown, string][])
    it(`are refused with ${what}`, () => {
      const object = structuredClone(find('Deployment', 'gateway'));
      corrupt(object.spec['template'].spec.containers[0]);
      expect(mistakes(object)).to.deep.equal([`spec.template.spec.containers[0]${mistake}`]);
    });

  it('are refused with a selector that does not match its own pods', () => {
    const object = structuredClone(find('Deployment', 'gateway'));
    object.spec['selector'].matchLabels.app = 'gatway';
    expect(mistakes(object)).to.deep.equal(['spec.selector selects other pods than spec.template makes']);
  });

  it('are all listed in their kustomization, which lists only what exists', () => {
    for (const file of kustomizations) {
      const { resources } = parse(textOf(file)) as { resources: string[] };
      for (const each of resources)
        expect(existsSync(join(root, dirname(file), each)), `${file}: ${each}`).to.equal(true);
      const beside = manifestFiles().filter((each) => dirname(each) === dirname(file) && each !== file);
      expect(resources).to.include.members(beside.map((each) => each.slice(dirname(file).length + 1)));
    }
  });

  it('patch only objects that exist', () => {
    for (const file of kustomizations) {
      const { patches = [] } = parse(textOf(file)) as { patches?: { target: { kind: string; name?: string } }[] };
      for (const { target } of patches)
        expect(
          base.some(({ kind, metadata }) => kind === target.kind && (!target.name || metadata.name === target.name)),
          JSON.stringify(target),
        ).to.equal(true);
    }
  });

  it('contain no secret: only the dev overlay creates those that the base references', () => {
    expect(base.filter(({ kind }) => kind === 'Secret')).to.deep.equal([]);
    expect(textOf('deploy/k8s/overlays/production/kustomization.yaml')).not.to.contain('secretGenerator');
    const named = base.flatMap(
      ({ spec }) => JSON.stringify(spec ?? {}).match(/"secretKeyRef":\{"name":"[^"]+","key":"[^"]+"/g) ?? [],
    );
    const { secretGenerator } = parse(textOf('deploy/k8s/overlays/dev/kustomization.yaml')) as {
      secretGenerator: { name: string; literals: string[] }[];
    };
    const secrets = [
      ...secretGenerator.map(({ name, literals }) => ({ name, keys: literals.map((each) => each.split('=')[0]) })),
      ...objectsIn('overlays/dev').flatMap(({ metadata: { name }, stringData }) =>
        stringData ? [{ name, keys: Object.keys(stringData) }] : [],
      ),
    ];
    const made = secrets.flatMap(({ name, keys }) =>
      keys.map((key) => `"secretKeyRef":{"name":"${name}","key":"${key}"`),
    );
    expect(new Set(made)).to.deep.equal(new Set(named));
  });

  for (const name of services)
    describe(name, () => {
      it('has the ports of the topology in its Deployment and its Service', () => {
        const { rest, grpc } = ports.of(name);
        const wanted = grpc === undefined ? [rest] : [rest, grpc];
        expect(containerOf(name).ports.map((port: { containerPort: number }) => port.containerPort)).to.deep.equal(
          wanted,
        );
        expect(find('Service', name).spec['ports'].map(({ port }: { port: number }) => port)).to.deep.equal(wanted);
        expect(environmentOf(name)['PORT']).to.equal(String(rest));
      });

      it('gets only variables that it documents, and accepts them in production', async () => {
        const env = environmentOf(name);
        expect(documentedBy(name)).to.include.members(Object.keys(env));
        expect(await readConfigOf(name, env)).to.include({ NODE_ENV: 'production', HOST: '0.0.0.0' });
      });

      it('gets every secret by reference', () => {
        const plain = variablesOf(find('Deployment', name)).filter(({ value }) => value !== undefined);
        for (const { name: key } of plain) expect(key).not.to.match(/SECRET|PASSWORD|MONGODB_URI|REDIS_URL/);
      });

      it('may call every address in its environment according to the network policies of both sides', () => {
        const calls = Object.entries(environmentOf(name)).filter(([key]) => key.endsWith('_URLS'));
        for (const [key, address] of calls) {
          const { hostname, port } = new URL(address.includes('://') ? address : `grpc://${address}`);
          expect(reaching(find('NetworkPolicy', name).spec['egress'], 'to', base), `${key} out`).to.include(
            `${hostname}:${port}`,
          );
          expect(reaching(find('NetworkPolicy', hostname).spec['ingress'], 'from', base), `${key} in`).to.include(
            `${name}:${port}`,
          );
        }
      });

      it('has health probes, a disruption budget and an autoscaler', () => {
        const { startupProbe, livenessProbe, readinessProbe } = containerOf(name);
        const paths = [startupProbe, livenessProbe, readinessProbe].map((probe) => probe.httpGet.path);
        // a gateway is ready while it can answer; a service must keep getting requests while Redis is unavailable
        const ready = name === 'gateway' ? '/health/ready' : '/health/serving';
        expect(paths).to.deep.equal(['/health/live', '/health/live', ready]);
        expect(find('PodDisruptionBudget', name).spec['selector'].matchLabels).to.deep.equal({ app: name });
        expect(find('HorizontalPodAutoscaler', name).spec['scaleTargetRef'].name).to.equal(name);
        // `replicas` would reset the autoscaler's number at each apply
        expect(find('Deployment', name).spec).not.to.have.property('replicas');
      });

      it('runs unprivileged with a read-only file system', () => {
        const { securityContext } = find('Deployment', name).spec['template'].spec;
        expect(securityContext).to.include({ runAsNonRoot: true, runAsUser: 1000 });
        expect(containerOf(name).securityContext).to.deep.equal({
          allowPrivilegeEscalation: false,
          readOnlyRootFilesystem: true,
          capabilities: { drop: ['ALL'] },
        });
      });
    });

  it('trust no proxy by default', async () => {
    const given = manifestFiles().flatMap((file) => [...textOf(file).matchAll(/TRUSTED_PROXIES\s+value: (.*)/g)]);
    expect(given.map(([, value]) => value)).to.deep.equal(["''"]);
    expect(await readConfigOf('gateway', { ...environmentOf('gateway'), TRUSTED_PROXIES: '' })).to.deep.include({
      TRUSTED_PROXIES: [],
    });
  });

  it('keep allowing the calls of pods of the previous release, which have no labels except app', () => {
    // services that are newer have no such pods
    const released = /^(gateway|(user|order|payment)-service|saga-orchestrator):/;
    const before = structuredClone(base);
    for (const { kind, metadata, spec } of before)
      if (kind === 'Deployment') spec['template'].metadata.labels = { app: metadata.name };
    for (const { metadata, spec } of base.filter(
      ({ kind, metadata: { name } }) => kind === 'NetworkPolicy' && name !== 'deny-by-default',
    ))
      for (const [side, rules] of [
        ['from', spec['ingress']],
        ['to', spec['egress']],
      ] as const)
        expect(reaching(rules, side, before), metadata.name).to.include.members(
          reaching(rules, side, base).filter((each) => released.test(each)),
        );
  });

  it('use headless Services, so that callers see every replica and balance themselves', () => {
    for (const name of services.filter((each) => each !== 'gateway'))
      expect(find('Service', name).spec['clusterIP']).to.equal('None');
  });

  it('scale the orchestrator by metrics that it has', () => {
    const [, byQueue, byAge] = find('HorizontalPodAutoscaler', 'saga-orchestrator').spec['metrics'];
    expect(textOf('packages/saga-engine/src/operations/saga-metrics.ts')).to.contain(
      `name: '${byQueue.external.metric.name}'`,
    );
    expect(textOf('packages/saga-engine/src/operations/saga-metrics.ts')).to.contain(
      `name: '${byAge.external.metric.name}'`,
    );
    expect(byQueue.external.metric.selector.matchLabels).to.deep.equal({ state: 'wait' });
    expect(textOf('packages/saga-engine/src/operations/saga-metrics.ts')).to.match(
      /name: 'saga_queue_jobs',[^}]*labelNames: \['state'\]/,
    );
  });
});
