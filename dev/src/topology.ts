import { join } from 'node:path';
import { processNames, processOf } from '@shop/topology/processes';
import type { ProcessName } from '@shop/topology/processes';
import { documentedVariables, ownEnvFile, pick, setOf, shared, trust } from './environment.js';
import type { Environment } from './environment.js';
import { root } from './root.js';
import { addresses, defaults, infrastructure } from './wiring.js';
import type { Setting } from './wiring.js';

/** One process to run: its entry file, its ports and its whole environment. */
export interface ProcessSpec {
  name: string;
  replica: number;
  entry: string;
  /** A command that runs the program, for example in a network namespace. */
  under?: readonly string[];
  restPort: number;
  grpcPort?: number;
  env: Record<string, string>;
  /** The variables that the user set, by the environment or the `.env` in its folder, including those that the stack replaces. */
  given?: Record<string, string>;
}

export type Topology = (setting: Setting) => ProcessSpec[];

export interface ProcessFiles {
  folder: string;
  /** In the folder: the compiled entry file, and the bundle made of it (see dev/bundle.mjs). */
  entry: string;
  bundle: string;
  /** In the folder: the module whose function `reader` reads and validates the process's environment. */
  config: string;
  reader: string;
}

/** The path of a process's program. */
export function programOf(name: ProcessName): ProcessFiles {
  const { folder, reader } = processOf(name);
  return { folder, entry: 'dist/main.js', bundle: 'dist/main.cjs', config: 'dist/config.js', reader };
}

/** A process's name; second and later replicas are numbered: `order-service`, `order-service-2`. */
export function label(name: string, replica: number): string {
  return replica === 1 ? name : `${name}-${replica}`;
}

/** The .env of each service's folder, for the processes that run from it. */
export const envFiles = (): Partial<Record<ProcessName, Environment>> =>
  Object.fromEntries(processNames.map((name) => [name, ownEnvFile(join(root, processOf(name).folder))]));

/** The environment variables that a process may receive: those of its .env.example and the common ones. */
function ownVariables(name: ProcessName): string[] {
  const { folder, contracted = [] } = processOf(name);
  return [...shared, ...contracted, ...documentedVariables(join(root, folder)).map((variable) => variable.name)];
}

/** The whole product: which processes, on which ports, with which environment. */
export const shopTopology: Topology = (setting) =>
  processNames.flatMap((name) =>
    Array.from({ length: setting.replicas[name] ?? 1 }, (_, index) => processSpec(setting, name, index + 1)),
  );

/** The same, run from the compiled files: a change needs no bundling, and errors name those files. */
export const unbundled =
  (topology: Topology): Topology =>
  (setting) =>
    topology(setting).map((spec) => {
      const { folder, entry } = programOf(spec.name as ProcessName);
      return { ...spec, entry: join(root, folder, entry) };
    });

/** Each names an address outside the stack that may be reached by TLS: its authority may be one of `trust`. */
const beyond = ['MONGODB_URI', 'REDIS_URL', 'OTEL_EXPORTER_OTLP_ENDPOINT', 'STRIPE_SECRET_KEY', 'TLS_CERT_FILE'];

/** A .env copied from the example contains its published secrets; the stack uses its own. */
const withoutPublished = (variables: Record<string, string>): Record<string, string> =>
  Object.fromEntries(Object.entries(variables).filter(([, value]) => !value.startsWith('development-only')));

function processSpec(setting: Setting, name: ProcessName, replica: number): ProcessSpec {
  const { rest, grpc } = setting.ports.of(name, replica);
  const own = ownVariables(name);
  const given = { ...withoutPublished(setOf(setting.files?.[name] ?? {}, own)), ...setOf(setting.env, own) };
  const nodeEnv = given['NODE_ENV'] ?? 'development';
  const env = {
    ...defaults(setting, name, nodeEnv),
    ...pick({ ...process.env, ...setting.env }, beyond.some((variable) => setting.env[variable]) ? [trust] : []),
    ...given,
    NODE_ENV: nodeEnv,
    PORT: String(rest),
    ...(grpc === undefined ? {} : { GRPC_PORT: String(grpc) }),
    ...infrastructure(setting, name),
    ...addresses(setting, name),
  };
  const { folder, bundle } = programOf(name);
  const spec = { name, replica, entry: join(root, folder, bundle), restPort: rest, env, given };
  return grpc === undefined ? spec : { ...spec, grpcPort: grpc };
}
