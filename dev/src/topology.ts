import { join } from 'node:path';
import { documentedVariables, pick, shared } from './environment.js';
import type { Environment } from './environment.js';
import { databaseUri } from './mongo-uri.js';
import { processNames } from './ports.js';
import type { ProcessName, StackPorts } from './ports.js';
import { root } from './root.js';
import type { Secrets } from './secrets.js';

/** One process to run: its compiled entry file, its ports and its whole environment. */
export interface ProcessSpec {
  name: string;
  replica: number;
  entry: string;
  restPort: number;
  grpcPort?: number;
  env: Record<string, string>;
}

/** What a topology is computed from. */
export interface Setting {
  ports: StackPorts;
  dataDir: string;
  replicas: Readonly<Record<string, number>>;
  /** What the user set; passed on where a process documents it. */
  env: Environment;
  secrets: Secrets;
  redisUrl: string;
  mongoUri: string;
}

export type Topology = (setting: Setting) => ProcessSpec[];

/** Folder, compiled entry file and database of each process. */
export const programs: Record<ProcessName, { folder: string; entry: string; database?: string }> = {
  gateway: { folder: 'gateway', entry: 'dist/main.js' },
  'user-service': { folder: 'user-service', entry: 'dist/main.js', database: 'users' },
  'order-service': { folder: 'order-service', entry: 'dist/main.js', database: 'orders' },
  'payment-service': { folder: 'payment-service', entry: 'dist/main.js', database: 'payments' },
  'saga-orchestrator': { folder: 'saga-orchestrator', entry: 'dist/main.js', database: 'sagas' },
  'payment-provider': { folder: 'payment-service', entry: 'dist/provider/main.js' },
};

export const developmentAdmin = { ADMIN_EMAIL: 'admin@example.com', ADMIN_PASSWORD: 'admin-password' };

/** Names, with those of the second and later replicas numbered: `order-service`, `order-service-2`. */
export function label(name: string, replica: number): string {
  return replica === 1 ? name : `${name}-${replica}`;
}

/** The environment variables that a process may be given: its own .env.example's and the common ones. */
export function ownVariables(name: ProcessName): string[] {
  const documented = documentedVariables(join(root, programs[name].folder)).map((variable) => variable.name);
  return [
    ...shared,
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
    ...overridable(setting, name, nodeEnv),
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

/** What the launcher chooses unless the user did. */
function overridable({ secrets, env }: Setting, name: ProcessName, nodeEnv: string): Record<string, string> {
  const common = { HOST: '127.0.0.1', LOG_LEVEL: 'info' };
  const { INTERNAL_TOKEN_SECRET, JWT_KEY_SECRET, PROVIDER_WEBHOOK_SECRET } = secrets;
  switch (name) {
    case 'user-service':
      return {
        ...common,
        INTERNAL_TOKEN_SECRET,
        JWT_KEY_SECRET,
        ...(nodeEnv === 'development' ? developmentAdmin : {}),
      };
    case 'order-service':
      return { ...common, INTERNAL_TOKEN_SECRET, SEED_CATALOGUE: 'on' };
    case 'payment-service':
      return { ...common, INTERNAL_TOKEN_SECRET, PROVIDER_WEBHOOK_SECRET, PAYMENT_PROVIDER: 'simulated' };
    case 'payment-provider':
      return { ...common, PROVIDER_WEBHOOK_SECRET: env['PROVIDER_WEBHOOK_SECRET'] || PROVIDER_WEBHOOK_SECRET };
    default:
      return { ...common, INTERNAL_TOKEN_SECRET };
  }
}

function infrastructure(setting: Setting, name: ProcessName): Record<string, string> {
  if (name === 'payment-provider') return { DATA_FILE: join(setting.dataDir, 'provider.json') };
  const { database } = programs[name];
  return {
    REDIS_URL: setting.redisUrl,
    ...(database === undefined ? {} : { MONGODB_URI: databaseUri(setting.mongoUri, database) }),
  };
}

/** Where the processes that it calls are: every replica of each, comma separated. */
function addresses(setting: Setting, name: ProcessName): Record<string, string> {
  const list = (of: ProcessName, address: (ports: { rest: number; grpc?: number }) => string) =>
    Array.from({ length: setting.replicas[of] ?? 1 }, (_, index) => address(setting.ports.of(of, index + 1))).join(',');
  const http = (of: ProcessName) => list(of, ({ rest }) => `http://127.0.0.1:${rest}`);
  const grpc = (of: ProcessName) => list(of, (ports) => `127.0.0.1:${ports.grpc}`);
  const JWKS_URLS = http('user-service');
  switch (name) {
    case 'gateway':
      return {
        JWKS_URLS,
        USER_SERVICE_URLS: http('user-service'),
        ORDER_SERVICE_URLS: http('order-service'),
        PAYMENT_SERVICE_URLS: http('payment-service'),
        SAGA_ORCHESTRATOR_URLS: http('saga-orchestrator'),
      };
    case 'user-service':
      return { JWKS_URLS };
    case 'order-service':
      return {
        JWKS_URLS,
        SAGA_ORCHESTRATOR_GRPC_URLS: grpc('saga-orchestrator'),
        PAYMENT_SERVICE_GRPC_URLS: grpc('payment-service'),
      };
    case 'payment-service':
      return {
        JWKS_URLS,
        ORDER_SERVICE_GRPC_URLS: grpc('order-service'),
        SAGA_ORCHESTRATOR_GRPC_URLS: grpc('saga-orchestrator'),
        PROVIDER_URL: setting.env['PROVIDER_URL'] || http('payment-provider'),
      };
    case 'saga-orchestrator':
      return {
        JWKS_URLS,
        ORDER_SERVICE_GRPC_URLS: grpc('order-service'),
        PAYMENT_SERVICE_GRPC_URLS: grpc('payment-service'),
      };
    case 'payment-provider':
      return { WEBHOOK_URL: `http://127.0.0.1:${setting.ports.of('payment-service').rest}/provider/webhooks` };
  }
}
