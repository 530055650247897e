import type { Manifest } from './k8s.js';

/** What keys an object may have: `any` for anything, `[x]` for a list of x. */
type Keys = 'any' | [Keys] | { [key: string]: Keys };

const selector = { matchLabels: 'any', matchExpressions: [{ key: 'any', operator: 'any', values: 'any' }] } as Keys;
const metadata: Keys = { name: 'any', labels: 'any', annotations: 'any', namespace: 'any' };
const probe: Keys = {
  httpGet: { path: 'any', port: 'any' },
  tcpSocket: { port: 'any' },
  periodSeconds: 'any',
  timeoutSeconds: 'any',
  failureThreshold: 'any',
};
const container: Keys = {
  name: 'any',
  image: 'any',
  command: 'any',
  args: 'any',
  ports: [{ name: 'any', containerPort: 'any' }],
  envFrom: [{ configMapRef: { name: 'any' } }],
  env: [{ name: 'any', value: 'any', valueFrom: { secretKeyRef: { name: 'any', key: 'any' } } }],
  startupProbe: probe,
  livenessProbe: probe,
  readinessProbe: probe,
  lifecycle: { preStop: { exec: { command: 'any' } } },
  resources: { requests: { cpu: 'any', memory: 'any' }, limits: { cpu: 'any', memory: 'any' } },
  securityContext: {
    allowPrivilegeEscalation: 'any',
    readOnlyRootFilesystem: 'any',
    capabilities: { drop: 'any' },
  },
  volumeMounts: [{ name: 'any', mountPath: 'any' }],
};
const template: Keys = {
  metadata,
  spec: {
    automountServiceAccountToken: 'any',
    terminationGracePeriodSeconds: 'any',
    securityContext: {
      runAsNonRoot: 'any',
      runAsUser: 'any',
      runAsGroup: 'any',
      fsGroup: 'any',
      seccompProfile: { type: 'any' },
    },
    topologySpreadConstraints: [
      { maxSkew: 'any', topologyKey: 'any', whenUnsatisfiable: 'any', labelSelector: selector },
    ],
    containers: [container],
    volumes: [{ name: 'any', emptyDir: 'any' }],
  },
};
const peers: Keys = [{ podSelector: selector, namespaceSelector: selector }];
const ports: Keys = [{ port: 'any', protocol: 'any' }];

const known: Record<string, Keys> = {
  'apps/v1 Deployment': {
    replicas: 'any',
    selector,
    strategy: { type: 'any', rollingUpdate: { maxUnavailable: 'any', maxSurge: 'any' } },
    template,
  },
  'apps/v1 StatefulSet': {
    serviceName: 'any',
    replicas: 'any',
    selector,
    template,
    volumeClaimTemplates: [{ metadata, spec: { accessModes: 'any', resources: { requests: { storage: 'any' } } } }],
  },
  'v1 Service': { clusterIP: 'any', selector: 'any', ports: [{ name: 'any', port: 'any', targetPort: 'any' }] },
  'policy/v1 PodDisruptionBudget': { maxUnavailable: 'any', selector },
  'autoscaling/v2 HorizontalPodAutoscaler': {
    scaleTargetRef: { apiVersion: 'any', kind: 'any', name: 'any' },
    minReplicas: 'any',
    maxReplicas: 'any',
    metrics: [
      {
        type: 'any',
        resource: { name: 'any', target: { type: 'any', averageUtilization: 'any' } },
        external: { metric: { name: 'any', selector }, target: { type: 'any', averageValue: 'any' } },
      },
    ],
  },
  'networking.k8s.io/v1 NetworkPolicy': {
    podSelector: selector,
    policyTypes: 'any',
    ingress: [{ from: peers, ports }],
    egress: [{ to: peers, ports }],
  },
  'networking.k8s.io/v1 Ingress': {
    tls: [{ hosts: 'any', secretName: 'any' }],
    rules: [
      {
        host: 'any',
        http: {
          paths: [{ path: 'any', pathType: 'any', backend: { service: { name: 'any', port: { name: 'any' } } } }],
        },
      },
    ],
  },
};

/** The keys of an object that its kind does not have, as paths; a kind that is not known at all is one of them. */
export function unknownKeys({
  apiVersion,
  kind,
  metadata: meta,
  spec,
  data,
  file: _file,
  ...rest
}: Manifest): string[] {
  const wrong = [...Object.keys(rest), ...strangers(meta, metadata, 'metadata')];
  if (kind === 'ConfigMap' || kind === 'Namespace') return spec === undefined ? wrong : [...wrong, 'spec'];
  const keys = known[`${apiVersion} ${kind}`];
  if (!keys) return [`${apiVersion} ${kind}`];
  return [...wrong, ...(data ? ['data'] : []), ...strangers(spec, keys, 'spec')];
}

function strangers(value: unknown, keys: Keys, path: string): string[] {
  if (keys === 'any') return [];
  if (Array.isArray(keys)) {
    if (!Array.isArray(value)) return [`${path} is no list`];
    return value.flatMap((item, index) => strangers(item, keys[0], `${path}[${index}]`));
  }
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return [`${path} is no object`];
  return Object.entries(value).flatMap(([key, item]) => {
    const below = keys[key];
    return below === undefined ? [`${path}.${key}`] : strangers(item, below, `${path}.${key}`);
  });
}
