import { readdirSync } from 'node:fs';
import { join, relative } from 'node:path';
import { root } from '@shop/dev/root';
import type { JsonObject } from '@shop/testkit/json';
import { parse, parseAllDocuments } from 'yaml';
import { textOf } from './compose.js';

/** The parts of a Kubernetes object that the tests read. */
export interface Manifest {
  apiVersion: string;
  kind: string;
  metadata: { name: string };
  spec: JsonObject;
  data?: Record<string, string>;
  stringData?: Record<string, string>;
  file: string;
}

const folder = 'deploy/k8s';

/** Every YAML file below deploy/k8s, by its path in the repository. */
export const manifestFiles = (): string[] =>
  readdirSync(join(root, folder), { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && entry.name.endsWith('.yaml'))
    .map((entry) => relative(root, join(entry.parentPath, entry.name)));

/** The documents of one file. Throws for a YAML error, such as a duplicate key. */
export function documentsOf(file: string): Manifest[] {
  return parseAllDocuments(textOf(file)).map((document) => {
    if (document.errors[0]) throw new Error(`${file}: ${document.errors[0].message}`);
    return { ...(document.toJS() as Manifest), file };
  });
}

/** The objects of a folder of deploy/k8s, without its kustomization. */
export const objectsIn = (part: string): Manifest[] =>
  manifestFiles()
    .filter((file) => file.startsWith(`${folder}/${part}/`) && !file.endsWith('kustomization.yaml'))
    .flatMap(documentsOf);

/** The variables of the first container of a Deployment, with those of the base's generated ConfigMaps. */
export function variablesOf({ spec }: Manifest): { name: string; value?: string }[] {
  const { env, envFrom } = spec['template'].spec.containers[0];
  const { configMapGenerator } = parse(textOf(`${folder}/base/kustomization.yaml`)) as {
    configMapGenerator: { name: string; literals: string[] }[];
  };
  const names = (envFrom as { configMapRef: { name: string } }[]).map(({ configMapRef }) => configMapRef.name);
  const generated = configMapGenerator.filter(({ name }) => names.includes(name)).flatMap(({ literals }) => literals);
  return [
    ...env,
    ...generated.map((literal) => {
      const [name = '', ...value] = literal.split('=');
      return { name, value: value.join('=') };
    }),
  ];
}

interface Rule {
  from?: Peer[];
  to?: Peer[];
  ports: { port: number; endPort?: number }[];
}
interface Peer {
  podSelector?: {
    matchLabels?: Record<string, string>;
    matchExpressions?: { key: string; operator: string; values: string[] }[];
  };
}

/**
 * `pod:port` for every pod that rules of a network policy select by label, as a cluster evaluates them. `from`: the pods that may call,
 * with each port of the rule; `to`: the pods that may be called, with those of their ports that the rule names.
 */
export function reaching(rules: Rule[], side: 'from' | 'to', objects: Manifest[]): string[] {
  const pods = objects
    .filter(({ kind }) => kind === 'Deployment' || kind === 'StatefulSet')
    .map(({ metadata, spec: { template } }) => ({
      name: metadata.name,
      labels: template.metadata.labels as Record<string, string>,
      ports: (template.spec.containers[0].ports as { containerPort: number }[]).map((each) => each.containerPort),
    }));
  const reached = rules.flatMap((rule) => {
    const selected = (rule[side] ?? []).flatMap(({ podSelector }) =>
      podSelector ? pods.filter(({ labels }) => selects(podSelector, labels)) : [],
    );
    const named = (port: number) => rule.ports.some((each) => port >= each.port && port <= (each.endPort ?? each.port));
    return selected.flatMap(({ name, ports }) =>
      (side === 'to' ? ports.filter(named) : rule.ports.map(({ port }) => port)).map((port) => `${name}:${port}`),
    );
  });
  return [...new Set(reached)];
}

const selects = (
  { matchLabels = {}, matchExpressions = [] }: NonNullable<Peer['podSelector']>,
  labels: Record<string, string>,
): boolean =>
  Object.entries(matchLabels).every(([key, value]) => labels[key] === value) &&
  // the manifests use no other operator
  matchExpressions.every(({ key, operator, values }) => operator === 'In' && values.includes(labels[key] ?? ''));
