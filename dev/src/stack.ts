import { join, resolve } from 'node:path';
import type { ProcessName } from '@shop/topology/processes';
import { emptyDataFolder, takeDataFolder } from './data-folder.js';
import type { Environment } from './environment.js';
import type { LogSink } from './log.js';
import { chooseStore } from './mongo.js';
import { refuseBadEnvironments } from './environments.js';
import { portsFor } from './ports.js';
import { besideInfrastructure, refuseFreshOnGiven, refuseMissingEntries, refuseTakenPorts } from './preflight.js';
import { chooseRedis } from './redis.js';
import { secretsIn } from './secrets.js';
import { asProgram, restUrl } from './service-program.js';
import { Supervised } from './supervise.js';
import type { Program } from './supervise.js';
import { createTether } from './tether.js';
import { label, shopTopology, unbundled } from './topology.js';
import type { ProcessSpec, Topology } from './topology.js';

export interface StackOptions {
  /** Left out: the contract's default ports. */
  portBase?: number | undefined;
  dataDir: string;
  /** How many of a process, by its name; one of each by default. */
  replicas?: Readonly<Record<string, number>>;
  /** What the user set (REDIS_URL, FAULT_INJECTION, …); nothing of the launcher's own environment is added but PATH and the like. */
  env?: Environment;
  /** What the user set for one process alone, in the `.env` of its folder. */
  files?: Partial<Record<ProcessName, Environment>>;
  /** Starts from empty data. */
  fresh?: boolean;
  log?: LogSink;
  /** Runs on the Redis and the store of a stack that has the data folder already (`npm run dev:infra`). */
  beside?: boolean;
  /** Which processes; the whole product by default, none for Redis and the store alone. */
  topology?: Topology;
  /** Whether what runs is the bundles, as is usual, or the compiled files themselves: see `unbundled`. */
  bundles?: boolean;
  /** The longest pause before a process that keeps dying is started again, milliseconds; for tests that kill a lot. */
  longestRestartMs?: number | undefined;
  /** Abandons a start under way; what was started is stopped. */
  signal?: AbortSignal;
}

export interface RunningProcess {
  name: string;
  replica: number;
  pid: number | undefined;
}

/** A running stack. */
export interface Stack {
  /** By name (`order-service`, `order-service-2`); also `redis` and `store`. */
  urls: Record<string, string>;
  ports: Record<string, { rest: number; grpc?: number }>;
  readonly processes: RunningProcess[];
  /** Sends a signal; what dies of it is started again. */
  kill(name: string, signal: NodeJS.Signals, replica?: number): void;
  /** Ends the process and starts it again at once, with the program that is on disk now. */
  restart(name: string, replica?: number): Promise<void>;
  /** Resolves when the process is ready (again); throws a StartFailure after 30 s. */
  waitReady(name: string, replica?: number): Promise<void>;
  /** Services first, then the store and Redis; only what this stack started. */
  stop(): Promise<void>;
}

const readyMs = 60_000;
const drainMs = 10_000;
/** Someone waits for the new version; every process survives being killed. */
const restartGraceMs = 2_000;

/**
 * Starts a whole stack and resolves when every process is ready. Throws a StartFailure, with nothing left running,
 * when a port is taken, the data is in use, a tool is missing or a process does not come up.
 */
export async function startStack(options: StackOptions): Promise<Stack> {
  const {
    env = {},
    files = {},
    log = () => {},
    topology = shopTopology,
    replicas = {},
    bundles = true,
    signal,
  } = options;
  const say = (message: string, level = 'info') => log({ process: 'launcher', level, message, at: new Date() });
  const ports = portsFor(options.portBase);
  const dataDir = resolve(options.dataDir);
  const tether = createTether({ PATH: env['PATH'] ?? process.env['PATH'] });
  const infrastructure: Supervised[] = [];
  const services: Supervised[] = [];
  let releaseData = () => {};
  const stop = async () => {
    await Promise.all(services.map((service) => service.stop(drainMs)));
    await Promise.all(infrastructure.map((program) => program.stop(drainMs)));
    releaseData();
    tether.release();
  };
  const launch = (program: Program, among: Supervised[]) => {
    const supervised = new Supervised(program, join(dataDir, 'logs'), log, tether, options.longestRestartMs);
    among.push(supervised);
    supervised.start();
    return supervised;
  };

  try {
    if (!options.beside) releaseData = await takeDataFolder(dataDir);
    if (options.fresh) refuseFreshOnGiven(env);
    const machine = { PATH: process.env['PATH'], HOME: process.env['HOME'], ...env };
    const searched: Environment = options.beside ? await besideInfrastructure(ports, machine) : machine;
    const redisUrl = searched['REDIS_URL'] || `redis://127.0.0.1:${ports.redis}`;
    const mongoUri = searched['MONGODB_URI'] || `mongodb://127.0.0.1:${ports.store}`;
    const plan = () =>
      (bundles ? topology : unbundled(topology))({
        ports,
        dataDir,
        replicas,
        env,
        files,
        secrets: secretsIn(dataDir),
        redisUrl,
        mongoUri,
      });
    await refuseBadEnvironments(plan());
    if (options.fresh) emptyDataFolder(dataDir);
    const specs = plan();
    refuseMissingEntries(specs);
    const search = { env: searched, progress: say, signal };
    const store = await chooseStore(ports.store, dataDir, search.env, bundles);
    const redis = await chooseRedis(ports.redis, dataDir, search);
    say(`Redis: ${redis.origin}`);
    say(`MongoDB: ${store.origin}`);
    await refuseTakenPorts(specs, {
      ...(redis.program && { redis: ports.redis }),
      ...(store.program && { store: ports.store }),
    });

    for (const { program } of [redis, store]) if (program) launch(program, infrastructure);
    say(`Starting ${specs.map(({ name, replica }) => label(name, replica)).join(', ')}`);
    // at the same time: until a service has loaded its code, Redis and the store are there
    for (const spec of specs) launch(asProgram(spec), services);
    await Promise.all(infrastructure.map((program) => program.waitReady(readyMs, signal)));
    await Promise.all(services.map((service) => service.waitReady(readyMs, signal)));
    return handle(specs, { redis: redis.url, store: store.uri }, [...services, ...infrastructure], stop);
  } catch (error) {
    await stop();
    throw error;
  }
}

function handle(
  specs: ProcessSpec[],
  given: Record<string, string>,
  supervised: Supervised[],
  stop: () => Promise<void>,
): Stack {
  const find = (name: string, replica = 1) => {
    const found = supervised.find(({ program }) => program.name === name && program.replica === replica);
    if (!found) throw new RangeError(`This stack runs no ${label(name, replica)}.`);
    return found;
  };
  let stopped: Promise<void> | undefined;
  return {
    urls: {
      ...Object.fromEntries(specs.map((spec) => [label(spec.name, spec.replica), restUrl(spec)])),
      ...given,
    },
    ports: Object.fromEntries(
      specs.map((spec) => [
        label(spec.name, spec.replica),
        { rest: spec.restPort, ...(spec.grpcPort === undefined ? {} : { grpc: spec.grpcPort }) },
      ]),
    ),
    get processes() {
      return supervised.map(({ program, pid }) => ({ name: program.name, replica: program.replica, pid }));
    },
    kill: (name, signal, replica) => void find(name, replica).kill(signal),
    restart: (name, replica) => find(name, replica).restart(restartGraceMs),
    waitReady: (name, replica) => find(name, replica).waitReady(30_000),
    stop: () => (stopped ??= stop()),
  };
}
