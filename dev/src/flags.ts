import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { processNames, processOf, redis, replicas as perProcess, restPorts, store } from '@shop/topology/processes';
import { StartFailure } from './failure.js';
import { root } from './root.js';

export const usage = `npm start -- [flags]

  --port-base N         moves every port: gateway N, users N+1, … gRPC N+51…, Redis N+${redis.port - restPorts.first}, store N+${store.port - restPorts.first} (default ${restPorts.first})
  --data DIR            where the stack keeps its data (default .data/)
  --no-demo             starts without the three demonstration orders
  --replicas NAME=K     runs K (at most ${perProcess.most}) of a service, for example order-service=2; may be repeated
  --fresh               starts from empty data
  --verbose             shows every line of every process; they are in the log files in any case
  --help                shows this

MONGODB_URI and REDIS_URL name servers to use instead of own ones; every variable of the services' .env.example
files is passed on.`;

export interface Flags {
  portBase?: number;
  dataDir: string;
  demo: boolean;
  replicas: Record<string, number>;
  fresh: boolean;
  /** Whether the terminal shows every line of the processes, or warnings and errors only. */
  verbose: boolean;
  help: boolean;
}

/** Reads the flags of `npm start`; throws a StartFailure that names an unknown flag. */
export function parseFlags(args: string[]): Flags {
  const values = parse(args);
  const flags: Flags = {
    dataDir: values.data || join(root, '.data'),
    demo: !values['no-demo'],
    replicas: Object.fromEntries((values.replicas ?? []).map(parseReplicas)),
    fresh: values.fresh ?? false,
    verbose: values.verbose ?? false,
    help: values.help ?? false,
  };
  const base = values['port-base'];
  if (base === undefined) return flags;
  if (!/^\d+$/.test(base)) throw new StartFailure(`--port-base ${base} is not a port number: give one such as 4000.`);
  return { ...flags, portBase: Number(base) };
}

function parse(args: string[]) {
  try {
    return parseArgs({
      args,
      options: {
        'port-base': { type: 'string' },
        data: { type: 'string' },
        'no-demo': { type: 'boolean' },
        replicas: { type: 'string', multiple: true },
        fresh: { type: 'boolean' },
        verbose: { type: 'boolean' },
        help: { type: 'boolean' },
      },
    }).values;
  } catch (error) {
    const [sentence] = (error as Error).message.split('. ');
    throw new StartFailure(`${sentence}: see npm start -- --help (flags go after the two dashes).`);
  }
}

function parseReplicas(text: string): [string, number] {
  const [name = '', count = ''] = text.split('=');
  const replicable = processNames.filter((process) => !processOf(process).dataFile);
  if (!replicable.some((process) => process === name)) {
    throw new StartFailure(
      `--replicas ${text} names no service: use one of ${replicable.join(', ')}, as in order-service=2.`,
    );
  }
  const replicas = Number(count);
  if (!/^\d$/.test(count) || replicas < 1 || replicas > perProcess.most) {
    throw new StartFailure(`--replicas ${text} is not possible: give 1 to ${perProcess.most}, as in ${name}=2.`);
  }
  return [name, replicas];
}
