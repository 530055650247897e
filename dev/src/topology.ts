import { join } from 'node:path';
import { documentedVariables, pick, shared, trust } from './environment.js';
import { processNames } from './ports.js';
import type { ProcessName } from './ports.js';
import { root } from './root.js';
import { addresses, defaults, infrastructure } from './wiring.js';
import type { Setting } from './wiring.js';

/** One process to run: its entry file, its ports and its whole environment. */
export interface ProcessSpec {
  name: string;
  replica: number;
  entry: string;
  restPort: number;
  grpcPort?: number;
  env: Record<string, string>;
}

export type Topology = (setting: Setting) => ProcessSpec[];

const main = { entry: 'dist/main.js', bundle: 'dist/main.cjs' };

/** Folder, compiled entry file and bundle (see dev/bundle.mjs) of each process. */
export const programs: Record<ProcessName, { folder: string; entry: string; bundle: string }> = {
  gateway: { folder: 'gateway', ...main },
  'user-service': { folder: 'user-service', ...main },
  'order-service': { folder: 'order-service', ...main },
  'payment-service': { folder: 'payment-service', ...main },
  'saga-orchestrator': { folder: 'saga-orchestrator', ...main },
  'payment-provider': { folder: 'payment-service', entry: 'dist/provider/main.js', bundle: 'dist/provider-main.cjs' },
};

/** A process's name, with those of the second and later replicas numbered: `order-service`, `order-service-2`. */
export function label(name: string, replica: number): string {
  return replica === 1 ? name : `${name}-${replica}`;
}

/** What the contract promises to pass on, documented by the service or not. */
const contracted: Partial<Record<ProcessName, string[]>> = {
  'user-service': ['ADMIN_EMAIL', 'ADMIN_PASSWORD'],
  'saga-orchestrator': ['PAYMENT_TIMEOUT_MS'],
  'payment-provider': ['INTERNAL_TOKEN_SECRET'],
};

/** The environment variables that a process may be given: its own .env.example's and the common ones. */
export function ownVariables(name: ProcessName): string[] {
  const documented = documentedVariables(join(root, programs[name].folder)).map((variable) => variable.name);
  return [
    ...shared,
    ...(contracted[name] ?? []),
    ...(name === 'payment-provider' ? documented.filter((v) => v.startsWith('PROVIDER_')) : documented),
  ];
}

/** The whole product: which processes, on which ports, with which environment. */
export const shopTopology: Topology = (setting) =>
  processNames.flatMap((name) =>
    Array.from({ length: setting.replicas[name] ?? 1 }, (_, index) => processSpec(setting, name, index + 1)),
  );

/** The same, run from the compiled files themselves: a change need not be bundled, and errors name those files. */
export const unbundled =
  (topology: Topology): Topology =>
  (setting) =>
    topology(setting).map((spec) => {
      const { folder, entry } = programs[spec.name as ProcessName];
      return { ...spec, entry: join(root, folder, entry) };
    });

/** Each names something that is not of the stack and may be reached by TLS: its authority may be one of `trust`. */
const beyond = ['MONGODB_URI', 'REDIS_URL', 'OTEL_EXPORTER_OTLP_ENDPOINT', 'STRIPE_SECRET_KEY', 'TLS_CERT_FILE'];

function processSpec(setting: Setting, name: ProcessName, replica: number): ProcessSpec {
  const { rest, grpc } = setting.ports.of(name, replica);
  const nodeEnv = setting.env['NODE_ENV'] || 'development';
  const env = {
    ...defaults(setting, name, nodeEnv),
    ...pick({ ...process.env, ...setting.env }, beyond.some((variable) => setting.env[variable]) ? [trust] : []),
    ...pick(setting.env, ownVariables(name)),
    NODE_ENV: nodeEnv,
    PORT: String(rest),
    ...(grpc === undefined ? {} : { GRPC_PORT: String(grpc) }),
    ...infrastructure(setting, name),
    ...addresses(setting, name),
  };
  const { folder, bundle } = programs[name];
  const spec = { name, replica, entry: join(root, folder, bundle), restPort: rest, env };
  return grpc === undefined ? spec : { ...spec, grpcPort: grpc };
}
