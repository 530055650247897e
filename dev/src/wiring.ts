import { join } from 'node:path';
import { processNames, processOf, shopAddress } from '@shop/topology/processes';
import type { Call, ProcessName } from '@shop/topology/processes';
import type { Environment } from './environment.js';
import { databaseUri } from './mongo-uri.js';
import { connectHost } from './ports.js';
import type { StackPorts } from './ports.js';
import type { Secrets } from './secrets.js';

/** The input from which a topology is computed. */
export interface Setting {
  ports: StackPorts;
  dataDir: string;
  replicas: Readonly<Record<string, number>>;
  /** What the user set; passed on to a process that documents it. */
  env: Environment;
  /** What the user set for one process, in the `.env` of its folder; `env` wins over it. */
  files?: Partial<Record<ProcessName, Environment>>;
  secrets: Secrets;
  redisUrl: string;
  mongoUri: string;
}

/** The input from which addresses are computed. */
export type Reach = Pick<Setting, 'ports' | 'replicas' | 'env' | 'files'>;

/** The launcher's defaults, unless the user set the variable. */
export function defaults({ secrets }: Setting, name: ProcessName, nodeEnv: string): Record<string, string> {
  const { secrets: needed, defaults: own, developmentDefaults } = processOf(name);
  return {
    HOST: '127.0.0.1',
    LOG_LEVEL: 'info',
    ...Object.fromEntries(needed.map((secret) => [secret, secrets[secret]])),
    ...own,
    ...(nodeEnv === 'development' ? developmentDefaults : {}),
  };
}

/** Redis, and the process's own database on the store or its own file. */
export function infrastructure(setting: Setting, name: ProcessName): Record<string, string> {
  const { redis, database, dataFile, dataFolder } = processOf(name);
  const prefix = setting.env['DATABASE_PREFIX'] ?? '';
  return {
    ...(redis ? { REDIS_URL: setting.redisUrl } : {}),
    ...(database === undefined ? {} : { MONGODB_URI: uriOf(setting.mongoUri, `${prefix}${database}`) }),
    ...(dataFile === undefined ? {} : { DATA_FILE: join(setting.dataDir, dataFile) }),
    ...(dataFolder === undefined ? {} : { DATA_FOLDER: join(setting.dataDir, dataFolder) }),
  };
}

/** An invalid URI is passed on unchanged: the process rejects it and says what it must be. */
function uriOf(uri: string, database: string): string {
  try {
    return databaseUri(uri, database);
  } catch {
    return uri;
  }
}

/** The address on which a process listens. */
const hostOf = ({ env, files }: Reach, name: ProcessName): string | undefined =>
  env['HOST'] || files?.[name]?.['HOST'] || undefined;

/**
 * The shop's public address for the process: what the user set, or the gateway of the stack. In a .env that was copied from a
 * `.env.example` the usual address says nothing of this stack.
 */
function shopOf({ ports, env, files }: Reach, name: ProcessName, variable: string): string {
  const own = files?.[name]?.[variable];
  const scheme = env['TLS_CERT_FILE'] || files?.gateway?.['TLS_CERT_FILE'] ? 'https' : 'http';
  return env[variable] || (own !== shopAddress && own) || `${scheme}://localhost:${ports.of('gateway').rest}`;
}

/** The addresses of the processes that it calls, every replica of each, comma separated; and the shop's. */
export function addresses(setting: Reach, name: ProcessName): Record<string, string> {
  const { calls, shopUrl } = processOf(name);
  return {
    ...Object.fromEntries(calls.flatMap((call) => Object.entries(addressesOf(setting, call)))),
    ...(shopUrl === undefined ? {} : { [shopUrl]: shopOf(setting, name, shopUrl) }),
  };
}

function addressesOf(setting: Reach, call: Call): Record<string, string> {
  const callee = processNames.find((each) => each === call.to)!;
  const host = connectHost(hostOf(setting, callee));
  const replicas = call.firstReplica ? 1 : (setting.replicas[callee] ?? 1);
  const ports = Array.from({ length: replicas }, (_, index) => setting.ports.of(callee, index + 1));
  const http = ports.map(({ rest }) => `http://${host}:${rest}${call.path ?? ''}`).join(',');
  return {
    ...(call.http ? { [call.http]: (call.replaceable && setting.env[call.http]) || http } : {}),
    ...(call.grpc ? { [call.grpc]: ports.map(({ grpc }) => `${host}:${grpc}`).join(',') } : {}),
  };
}
