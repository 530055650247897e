import type { Manifest } from './k8s.js';

const isPort = (value: unknown): boolean => Number.isInteger(value) && Number(value) > 0 && Number(value) < 65_536;
const isCount = (value: unknown): boolean => Number.isInteger(value) && Number(value) >= 0;

/** Predicates for values, as the Kubernetes API validates them. */
const values = {
  any: () => true,
  text: (value: unknown) => typeof value === 'string' && value !== '',
  texts: (value: unknown) => Array.isArray(value) && value.every((item) => typeof item === 'string'),
  flag: (value: unknown) => typeof value === 'boolean',
  count: isCount,
  port: isPort,
  portOrName: (value: unknown) => isPort(value) || (typeof value === 'string' && /^[a-z][a-z0-9-]{0,14}$/.test(value)),
  amount: (value: unknown) => typeof value === 'string' && /^\d+(\.\d+)?(m|[kMGT]|[KMGT]i)?$/.test(value),
  countOrShare: (value: unknown) => isCount(value) || (typeof value === 'string' && /^\d{1,3}%$/.test(value)),
  /** A DNS label, as names and label values must be. */
  name: (value: unknown) => typeof value === 'string' && /^[a-z0-9]([a-z0-9.-]{0,61}[a-z0-9])?$/.test(value),
  labels: (value: unknown) =>
    typeof value === 'object' && value !== null && Object.values(value).every((each) => typeof each === 'string'),
} satisfies Record<string, (value: unknown) => boolean>;

/** The schema of an object: a kind of value, one of some words, a list `[x]` of x, or keys, of which `key!` is required. */
type Keys = keyof typeof values | `=${string}` | readonly [Keys] | { [key: string]: Keys };

const selector: Keys = {
  matchLabels: 'labels',
  matchExpressions: [{ 'key!': 'text', 'operator!': '=In|NotIn|Exists|DoesNotExist', values: 'texts' }],
};
const metadata: Keys = { 'name!': 'name', labels: 'labels', annotations: 'labels', namespace: 'name' };
const probe: Keys = {
  httpGet: { 'path!': 'text', 'port!': 'portOrName' },
  tcpSocket: { 'port!': 'portOrName' },
  periodSeconds: 'count',
  timeoutSeconds: 'count',
  failureThreshold: 'count',
};
const container: Keys = {
  'name!': 'name',
  'image!': 'text',
  command: 'texts',
  args: 'texts',
  ports: [{ name: 'portOrName', 'containerPort!': 'port' }],
  envFrom: [{ configMapRef: { 'name!': 'name' } }],
  env: [{ 'name!': 'text', value: 'text', valueFrom: { secretKeyRef: { 'name!': 'name', 'key!': 'text' } } }],
  startupProbe: probe,
  livenessProbe: probe,
  readinessProbe: probe,
  lifecycle: { preStop: { exec: { 'command!': 'texts' } } },
  resources: { requests: { cpu: 'amount', memory: 'amount' }, limits: { cpu: 'amount', memory: 'amount' } },
  securityContext: {
    allowPrivilegeEscalation: 'flag',
    readOnlyRootFilesystem: 'flag',
    capabilities: { drop: 'texts' },
  },
  volumeMounts: [{ 'name!': 'name', 'mountPath!': 'text' }],
};
const template: Keys = {
  'metadata!': { labels: 'labels', annotations: 'labels' },
  'spec!': {
    automountServiceAccountToken: 'flag',
    terminationGracePeriodSeconds: 'count',
    securityContext: {
      runAsNonRoot: 'flag',
      runAsUser: 'count',
      runAsGroup: 'count',
      fsGroup: 'count',
      seccompProfile: { 'type!': '=RuntimeDefault|Unconfined|Localhost' },
    },
    topologySpreadConstraints: [
      {
        'maxSkew!': 'count',
        'topologyKey!': 'text',
        'whenUnsatisfiable!': '=ScheduleAnyway|DoNotSchedule',
        labelSelector: selector,
      },
    ],
    initContainers: [container],
    'containers!': [container],
    volumes: [{ 'name!': 'name', emptyDir: 'any' }],
  },
};
const peers: Keys = [{ podSelector: selector, namespaceSelector: selector }];
const ports: Keys = [{ 'port!': 'portOrName', endPort: 'port', protocol: '=TCP|UDP|SCTP' }];

const known: Record<string, Keys> = {
  'apps/v1 Deployment': {
    replicas: 'count',
    'selector!': selector,
    strategy: {
      type: '=RollingUpdate|Recreate',
      rollingUpdate: { maxUnavailable: 'countOrShare', maxSurge: 'countOrShare' },
    },
    'template!': template,
  },
  'apps/v1 StatefulSet': {
    'serviceName!': 'name',
    replicas: 'count',
    'selector!': selector,
    'template!': template,
    volumeClaimTemplates: [
      { 'metadata!': metadata, 'spec!': { accessModes: 'texts', resources: { requests: { storage: 'amount' } } } },
    ],
  },
  'v1 Service': {
    clusterIP: '=None',
    selector: 'labels',
    'ports!': [{ name: 'portOrName', 'port!': 'port', targetPort: 'portOrName' }],
  },
  'policy/v1 PodDisruptionBudget': { maxUnavailable: 'countOrShare', 'selector!': selector },
  'autoscaling/v2 HorizontalPodAutoscaler': {
    'scaleTargetRef!': { apiVersion: '=apps/v1', 'kind!': '=Deployment|StatefulSet', 'name!': 'name' },
    minReplicas: 'count',
    'maxReplicas!': 'count',
    metrics: [
      {
        'type!': '=Resource|External',
        resource: { 'name!': '=cpu|memory', 'target!': { 'type!': '=Utilization', averageUtilization: 'count' } },
        external: {
          'metric!': { 'name!': 'text', selector },
          'target!': { 'type!': '=AverageValue|Value', averageValue: 'amount', value: 'amount' },
        },
      },
    ],
  },
  'networking.k8s.io/v1 NetworkPolicy': {
    'podSelector!': selector,
    policyTypes: 'texts',
    ingress: [{ from: peers, ports }],
    egress: [{ to: peers, ports }],
  },
  'networking.k8s.io/v1 Ingress': {
    tls: [{ hosts: 'texts', secretName: 'name' }],
    rules: [
      {
        host: 'name',
        'http!': {
          'paths!': [
            {
              path: 'text',
              'pathType!': '=Prefix|Exact|ImplementationSpecific',
              'backend!': { service: { 'name!': 'name', 'port!': { name: 'portOrName', number: 'port' } } },
            },
          ],
        },
      },
    ],
  },
};

/**
 * The mistakes of an object, by path: unknown keys, missing required keys, values that the API would refuse, selectors that do
 * not select the object's own pods. An unknown kind is also a mistake.
 */
export function mistakes({
  apiVersion,
  kind,
  metadata: meta,
  spec,
  data,
  stringData,
  file: _file,
  ...rest
}: Manifest): string[] {
  const wrong = [...Object.keys(rest), ...unknownKeys(meta, metadata, 'metadata')];
  if (stringData && kind !== 'Secret') wrong.push('stringData');
  if (kind === 'ConfigMap' || kind === 'Namespace' || kind === 'Secret')
    return spec === undefined ? wrong : [...wrong, 'spec'];
  const keys = known[`${apiVersion} ${kind}`];
  if (!keys) return [`${apiVersion} ${kind}`];
  return [...wrong, ...(data ? ['data'] : []), ...unknownKeys(spec, keys, 'spec'), ...strayPods(spec)];
}

function strayPods(spec: Manifest['spec']): string[] {
  const labels = spec['template']?.metadata?.labels as Record<string, string> | undefined;
  const wanted = Object.entries((spec['selector']?.matchLabels ?? {}) as Record<string, string>);
  if (labels === undefined || wanted.every(([key, value]) => labels[key] === value)) return [];
  return ['spec.selector selects other pods than spec.template makes'];
}

function unknownKeys(value: unknown, keys: Keys, path: string): string[] {
  if (typeof keys === 'string') {
    const fits = keys.startsWith('=')
      ? keys.slice(1).split('|').includes(String(value))
      : values[keys as keyof typeof values](value);
    return fits ? [] : [`${path} is ${JSON.stringify(value)}, not ${keys.replace(/^=/, '')}`];
  }
  if (isList(keys)) {
    if (!Array.isArray(value)) return [`${path} is no list`];
    return value.flatMap((item, index) => unknownKeys(item, keys[0], `${path}[${index}]`));
  }
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return [`${path} is no object`];
  const missing = Object.keys(keys)
    .filter((key) => key.endsWith('!') && !(key.slice(0, -1) in value))
    .map((key) => `${path}.${key.slice(0, -1)} is missing`);
  const wrong = Object.entries(value).flatMap(([key, item]) => {
    const below = keys[key] ?? keys[`${key}!`];
    return below === undefined ? [`${path}.${key}`] : unknownKeys(item, below, `${path}.${key}`);
  });
  return [...missing, ...wrong];
}

const isList = (keys: Exclude<Keys, string>): keys is readonly [Keys] => Array.isArray(keys);
