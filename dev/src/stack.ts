import { join, resolve } from 'node:path';
import { DRAIN_MS } from '@shop/common/drain';
import type { ProcessName } from '@shop/topology/processes';
import { emptyDataFolder, takeDataFolder } from './data-folder.js';
import type { Environment } from './environment.js';
import type { LogSink } from './log.js';
import { chooseStore } from './mongo.js';
import { refuseBadEnvironments } from './environments.js';
import { holdPorts } from './hold-ports.js';
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
  /** Absent: the contract's default ports. */
  portBase?: number | undefined;
  dataDir: string;
  /** The number of replicas by process name; one each by default. */
  replicas?: Readonly<Record<string, number>>;
  /** What the user set (REDIS_URL, FAULT_INJECTION, …); of the launcher's own environment only PATH and the like are added. */
  env?: Environment;
  /** What the user set for a single process, in the `.env` of its folder. */
  files?: Partial<Record<ProcessName, Environment>>;
  /** Starts from empty data. */
  fresh?: boolean;
  log?: LogSink;
  /** Uses the Redis and the store of a stack that already runs on the data folder (`npm run dev:infra`). */
  beside?: boolean;
  /** The processes to run; the whole product by default, none for Redis and the store only. */
  topology?: Topology;
  /** Whether to run the bundles, as usual, or the compiled files: see `unbundled`. */
  bundles?: boolean;
  /** The longest pause before a repeatedly failing process is restarted, milliseconds; for tests that kill often. */
  longestRestartMs?: number | undefined;
  /** Aborts a start in progress; processes that were started are stopped. */
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
  /** Sends a signal; a process that dies of it is restarted. */
  kill(name: string, signal: NodeJS.Signals, replica?: number): void;
  /** Restarts the process at once, with the program that is on disk now. */
  restart(name: string, replica?: number): Promise<void>;
  /** Resolves when the process is ready (again); throws a StartFailure after 30 s. */
  waitReady(name: string, replica?: number): Promise<void>;
  /** Stops the services first, then the store and Redis; only processes that this stack started. */
  stop(): Promise<void>;
}

const readyMs = 60_000;
/** A developer waits for the restart, and every process is designed to survive SIGKILL. */
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
  let releasePorts = () => {};
  const stop = async () => {
    await Promise.all(services.map((service) => service.stop(DRAIN_MS)));
    await Promise.all(infrastructure.map((program) => program.stop(DRAIN_MS)));
    releasePorts();
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
    releasePorts = await holdPorts(specs.flatMap(({ grpcPort }) => grpcPort ?? []));

    for (const { program } of [redis, store]) if (program) launch(program, infrastructure);
    say(`Starting ${specs.map(({ name, replica }) => label(name, replica)).join(', ')}`);
    // in parallel: Redis and the store are ready before a service has loaded its code
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
