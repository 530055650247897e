import { join } from 'node:path';
import { documentedVariables, pick, shared } from './environment.js';
import { processNames } from './ports.js';
import type { ProcessName } from './ports.js';
import { root } from './root.js';
import { addresses, defaults, infrastructure } from './wiring.js';
import type { Setting } from './wiring.js';

/** One process to run: its compiled entry file, its ports and its whole environment. */
export interface ProcessSpec {
  name: string;
  replica: number;
  entry: string;
  restPort: number;
  grpcPort?: number;
  env: Record<string, string>;
}

export type Topology = (setting: Setting) => ProcessSpec[];

/** Folder and compiled entry file of each process. */
export const programs: Record<ProcessName, { folder: string; entry: string }> = {
  gateway: { folder: 'gateway', entry: 'dist/main.js' },
  'user-service': { folder: 'user-service', entry: 'dist/main.js' },
  'order-service': { folder: 'order-service', entry: 'dist/main.js' },
  'payment-service': { folder: 'payment-service', entry: 'dist/main.js' },
  'saga-orchestrator': { folder: 'saga-orchestrator', entry: 'dist/main.js' },
  'payment-provider': { folder: 'payment-service', entry: 'dist/provider/main.js' },
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

function processSpec(setting: Setting, name: ProcessName, replica: number): ProcessSpec {
  const { rest, grpc } = setting.ports.of(name, replica);
  const nodeEnv = setting.env['NODE_ENV'] || 'development';
  const env = {
    ...defaults(setting, name, nodeEnv),
    ...pick({ ...process.env, ...setting.env }, []),
    ...pick(setting.env, ownVariables(name)),
    NODE_ENV: nodeEnv,
    PORT: String(rest),
    ...(grpc === undefined ? {} : { GRPC_PORT: String(grpc) }),
    ...infrastructure(setting, name),
    ...addresses(setting, name),
  };
  const { folder, entry } = programs[name];
  const spec = { name, replica, entry: join(root, folder, entry), restPort: rest, env };
  return grpc === undefined ? spec : { ...spec, grpcPort: grpc };
}
