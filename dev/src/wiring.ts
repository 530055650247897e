import { join } from 'node:path';
import type { Environment } from './environment.js';
import { databaseUri } from './mongo-uri.js';
import { connectHost } from './ports.js';
import type { ProcessName, ProcessPorts, StackPorts } from './ports.js';
import type { Secrets } from './secrets.js';

/** What a topology is computed from. */
export interface Setting {
  ports: StackPorts;
  dataDir: string;
  replicas: Readonly<Record<string, number>>;
  /** What the user set; passed on where a process documents it. */
  env: Environment;
  /** What the user set for one process, in the `.env` of its folder; `env` wins over it. */
  files?: Partial<Record<ProcessName, Environment>>;
  secrets: Secrets;
  redisUrl: string;
  mongoUri: string;
}

export const developmentAdmin = { ADMIN_EMAIL: 'admin@example.com', ADMIN_PASSWORD: 'admin-password' };

/** Each service has a database of its own; its name begins with DATABASE_PREFIX, so that several stacks can share a MongoDB. */
export const databases: Partial<Record<ProcessName, string>> = {
  'user-service': 'users',
  'order-service': 'orders',
  'payment-service': 'payments',
  'saga-orchestrator': 'sagas',
};

/** What the launcher chooses unless the user did. */
export function defaults({ secrets }: Setting, name: ProcessName, nodeEnv: string): Record<string, string> {
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
      // the launcher brings the simulated provider with it, so it means it
      return {
        ...common,
        INTERNAL_TOKEN_SECRET,
        PROVIDER_WEBHOOK_SECRET,
        PAYMENT_PROVIDER: 'simulated',
        ALLOW_SIMULATED_PAYMENTS: 'on',
      };
    case 'payment-provider':
      return { ...common, INTERNAL_TOKEN_SECRET, PROVIDER_WEBHOOK_SECRET };
    default:
      return { ...common, INTERNAL_TOKEN_SECRET };
  }
}

/** Redis and the process's own database on the store. */
export function infrastructure(setting: Setting, name: ProcessName): Record<string, string> {
  if (name === 'payment-provider') return { DATA_FILE: join(setting.dataDir, 'provider.json') };
  const database = databases[name];
  const prefix = setting.env['DATABASE_PREFIX'] ?? '';
  return {
    REDIS_URL: setting.redisUrl,
    ...(database === undefined ? {} : { MONGODB_URI: uriOf(setting.mongoUri, `${prefix}${database}`) }),
  };
}

/** A URI that is none stays as it is: the process refuses it, and says what it must be. */
function uriOf(uri: string, database: string): string {
  try {
    return databaseUri(uri, database);
  } catch {
    return uri;
  }
}

/** The address on which a process is told to listen. */
const hostOf = ({ env, files }: Setting, name: ProcessName): string | undefined =>
  env['HOST'] || files?.[name]?.['HOST'] || undefined;

/** Where the processes that it calls are: every replica of each, comma separated. */
export function addresses(setting: Setting, name: ProcessName): Record<string, string> {
  const host = (of: ProcessName) => connectHost(hostOf(setting, of));
  const list = (of: ProcessName, address: (ports: ProcessPorts) => string) =>
    Array.from({ length: setting.replicas[of] ?? 1 }, (_, index) => address(setting.ports.of(of, index + 1))).join(',');
  const http = (of: ProcessName) => list(of, ({ rest }) => `http://${host(of)}:${rest}`);
  const grpc = (of: ProcessName) => list(of, (ports) => `${host(of)}:${ports.grpc}`);
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
      return {}; // it has the keys
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
      return {
        JWKS_URLS,
        WEBHOOK_URL: `http://${host('payment-service')}:${setting.ports.of('payment-service').rest}/provider/webhooks`,
      };
  }
}
