import { DRAIN_MS } from '@shop/common/drain';
import { seconds } from '@shop/common/time';
import type { JsonObject } from '@shop/testkit/json';
import { processNames, processOf, restPorts } from '@shop/topology/processes';
import { expect } from 'chai';
import { documentsOf, manifestFiles, objectsIn, variablesOf, type Manifest } from './k8s.js';

const base = objectsIn('base');
const dev = objectsIn('overlays/dev');
const running = [...base, ...dev].filter(({ kind }) => kind === 'Deployment' || kind === 'StatefulSet');
const of = (kind: string, objects = [...base, ...dev]) => objects.filter((each) => each.kind === kind);
const podOf = ({ spec }: Manifest) => spec['template'] as { metadata: JsonObject; spec: JsonObject };
const containerOf = (object: Manifest) => podOf(object).spec['containers'][0] as JsonObject;
const isOurs = (name: string) => name in names;
const names = Object.fromEntries(processNames.map((name) => [name, processOf(name)]));

/** References between manifests, which the API accepts even when the target does not exist. */
describe('references in the Kubernetes manifests', () => {
  for (const object of running)
    describe(object.metadata.name, () => {
      const { name } = object.metadata;
      const container = containerOf(object);
      const ports = (container['ports'] as JsonObject[]).map((port) => port['name'] as string);

      it('has labels with its own name, and for calls that are allowed', () => {
        const { labels } = podOf(object).metadata;
        expect(labels['app']).to.equal(name);
        for (const [label, value] of Object.entries(labels).filter(([each]) => each.startsWith('calls/')))
          expect(value, label).to.equal('true');
        for (const { labelSelector } of podOf(object).spec['topologySpreadConstraints'] ?? [])
          expect(labelSelector.matchLabels).to.deep.equal({ app: name });
      });

      it('runs its own image, with ports under the names that probes and Services use', () => {
        if (isOurs(name)) {
          expect(container).to.deep.include({ name, image: `shop-saga/${name}` });
          const { http, grpc } = processOf(name as (typeof processNames)[number]);
          expect(container['ports']).to.deep.equal([
            { name: 'http', containerPort: http },
            ...(grpc === undefined ? [] : [{ name: 'grpc', containerPort: grpc }]),
          ]);
          const env = Object.fromEntries(variablesOf(object).map((each) => [each.name, each.value]));
          expect([env['PORT'], env['GRPC_PORT']]).to.deep.equal([
            String(http),
            grpc === undefined ? grpc : String(grpc),
          ]);
        }
        for (const probe of ['startupProbe', 'livenessProbe', 'readinessProbe'])
          if (container[probe]) expect(ports).to.include((container[probe].httpGet ?? container[probe].tcpSocket).port);
        const [service] = of('Service').filter((each) => each.metadata.name === name);
        expect(service!.spec['selector']).to.deep.equal({ app: name });
        const shown = (service!.spec['ports'] as JsonObject[]).map((port) => [
          port['name'],
          port['port'],
          port['targetPort'],
        ]);
        expect(shown).to.deep.equal(
          (container['ports'] as JsonObject[]).map((port) => [port['name'], port['containerPort'], port['name']]),
        );
        if (object.kind === 'StatefulSet') expect(object.spec['serviceName']).to.equal(name);
      });

      it('has longer to end than it takes at most, after its preStop', () => {
        if (!isOurs(name)) return;
        const hook = (container['lifecycle']?.preStop?.exec.command as string[] | undefined)?.at(-1) ?? '';
        const before = Number(/, (\d+)\)$/.exec(hook)?.[1] ?? 0);
        const { terminationGracePeriodSeconds: grace = 30 } = podOf(object).spec;
        expect(seconds(grace)).to.be.above(before + DRAIN_MS);
      });

      it('mounts volumes and reads ConfigMaps that exist', () => {
        const { volumes = [] } = podOf(object).spec;
        const claims = (object.spec['volumeClaimTemplates'] ?? []) as Manifest[];
        const there = [
          ...volumes.map((each: JsonObject) => each['name']),
          ...claims.map(({ metadata }) => metadata.name),
        ];
        expect((container['volumeMounts'] as JsonObject[]).map((each) => each['name'])).to.have.members(there);
        const maps = [...of('ConfigMap').map(({ metadata }) => metadata.name), 'gateway-upstreams'];
        for (const { configMapRef } of container['envFrom'] ?? []) expect(maps).to.include(configMapRef.name);
        const file = (container['env'] as JsonObject[] | undefined)?.find((each) => each['name'] === 'DATA_FILE')?.[
          'value'
        ];
        if (file)
          expect(
            (container['volumeMounts'] as JsonObject[]).map((each) => `${each['mountPath']}/${names[name]!.dataFile}`),
          ).to.include(file);
      });
    });

  it('network policies select pods that exist, name the ports of these, and declare each direction for which they have rules', () => {
    const apps = running.map(({ metadata }) => metadata.name);
    for (const { metadata, spec } of of('NetworkPolicy')) {
      const { app } = spec['podSelector'].matchLabels ?? {};
      if (app) expect(apps, metadata.name).to.include(app);
      if (app && isOurs(metadata.name)) expect(app).to.equal(metadata.name);
      expect(['Ingress', 'Egress']).to.include.members(spec['policyTypes']);
      for (const way of ['ingress', 'egress'])
        if (spec[way])
          expect(
            spec['policyTypes'].map((each: string) => each.toLowerCase()),
            metadata.name,
          ).to.include(way);
      if (!app) continue;
      const own = (containerOf(running.find((each) => each.metadata.name === app)!)['ports'] as JsonObject[]).map(
        (port) => port['containerPort'],
      );
      for (const { ports = [], from = [] } of spec['ingress'] ?? []) {
        expect(own, metadata.name).to.include.members(ports.map(({ port }: JsonObject) => port));
        for (const { namespaceSelector, podSelector } of from as JsonObject[]) {
          if (namespaceSelector)
            expect(['monitoring', 'ingress-nginx']).to.include(
              namespaceSelector.matchLabels['kubernetes.io/metadata.name'],
            );
          if (podSelector?.matchLabels?.app) expect(apps).to.include(podSelector.matchLabels.app);
        }
      }
    }
  });

  it('network policies that name pods, or a range of ports, name processes and ports that exist', () => {
    const peers = (rule: JsonObject) => [...(rule['from'] ?? []), ...(rule['to'] ?? [])] as JsonObject[];
    for (const { metadata, spec } of of('NetworkPolicy'))
      for (const rule of [...(spec['ingress'] ?? []), ...(spec['egress'] ?? [])] as JsonObject[]) {
        for (const { podSelector } of peers(rule))
          for (const { key, values } of (podSelector?.matchExpressions ?? []) as JsonObject[]) {
            expect(key, metadata.name).to.equal('app');
            for (const app of values as string[]) expect(processOf(app as 'gateway').redis, app).to.equal(true);
          }
        for (const { port, endPort } of (rule['ports'] ?? []) as JsonObject[])
          if (endPort !== undefined) {
            const behind = processOf('gateway').calls.map(({ to }) => names[to]!.http);
            // the rest of the range is left for new services
            expect([port, endPort], metadata.name).to.deep.equal([Math.min(...behind), restPorts.last]);
            expect(Math.max(...behind)).to.be.at.most(restPorts.last);
          }
      }
    for (const rule of of('NetworkPolicy').find(({ metadata }) => metadata.name === 'gateway')!.spec[
      'egress'
    ] as JsonObject[])
      for (const { podSelector } of peers(rule)) {
        const { app } = podSelector.matchLabels;
        if (app) expect(rule['ports'], app).to.deep.equal([{ port: processOf(app).http }]);
      }
  });

  it('the ingress routes to the gateway, by a port of its Service', () => {
    const ingresses = manifestFiles()
      .filter((file) => !file.endsWith('kustomization.yaml'))
      .flatMap(documentsOf)
      .filter(({ kind }) => kind === 'Ingress');
    for (const { spec } of ingresses)
      for (const { http } of spec['rules'] as JsonObject[])
        for (const { backend } of http.paths)
          expect(backend.service).to.deep.equal({ name: 'gateway', port: { name: 'http' } });
    expect(ingresses).not.to.deep.equal([]);
  });
});
