import { join } from 'node:path';
import { readRedisAddress } from '@shop/common/redis/address';
import { run, which } from './commands.js';
import { fetchPackage, findExtracted, type Search } from './debian-packages.js';
import { pick } from './environment.js';
import type { Environment } from './environment.js';
import { StartFailure } from './failure.js';
import { isListening } from './ports.js';
import { answersPing } from './ready.js';
import { redisPackage, type RedisBinary } from './redis-package.js';
import type { Program } from './supervise.js';

/** The Redis of a stack: the user's own, or a program that the launcher runs. */
export interface Redis {
  url: string;
  origin: string;
  program?: Program;
}

/** REDIS_URL if set and answering; else an own instance on the port. Throws a StartFailure that says what to do. */
export async function chooseRedis(port: number, dataDir: string, search: Search): Promise<Redis> {
  const given = search.env['REDIS_URL'];
  if (given) {
    const { hostname, port: givenPort } = parseRedisUrl(given);
    if (!(await isListening(givenPort, hostname, 5000))) {
      throw new StartFailure(
        `REDIS_URL names ${hostname}:${givenPort}, where nothing answers: start that Redis, or unset REDIS_URL.`,
      );
    }
    return { url: given, origin: `REDIS_URL (${hostname}:${givenPort})` };
  }
  const binary = await redisBinary(search);
  return {
    url: `redis://127.0.0.1:${port}`,
    origin: binary.origin,
    program: redisProgram(binary, port, join(dataDir, 'redis'), search.env),
  };
}

/** The server, or the first node of a Redis Cluster, or the first Sentinel. */
function parseRedisUrl(url: string): { hostname: string; port: number } {
  try {
    const { host, port } = readRedisAddress(url).hosts[0]!;
    return { hostname: host, port };
  } catch (error) {
    throw new StartFailure(`REDIS_URL ${(error as Error).message}; or unset it.`);
  }
}

/** A Redis server program from the PATH, from the cache, or downloaded with apt; throws a StartFailure when there is none. */
export async function redisBinary(search: Search): Promise<RedisBinary> {
  for (const program of ['redis-server', 'valkey-server']) {
    const path = which(program, search.env);
    if (path && (await isRecent(path))) return { path, origin: path };
  }
  return (await findExtracted(redisPackage, search)) ?? (await fetchPackage(redisPackage, search));
}

/** BullMQ needs Redis 6.2 or newer. */
async function isRecent(path: string): Promise<boolean> {
  const { output } = await run(path, ['--version']);
  const [, major = '0', minor = '0'] = /v=(\d+)\.(\d+)/.exec(output) ?? [];
  return Number(major) > 6 || (Number(major) === 6 && Number(minor) >= 2);
}

function redisProgram(binary: RedisBinary, port: number, folder: string, env: Environment): Program {
  const settings: Record<string, string> = {
    port: String(port),
    bind: '127.0.0.1',
    dir: folder,
    daemonize: 'no',
    appendonly: 'yes',
    appendfsync: 'everysec',
    save: '',
    'maxmemory-policy': 'noeviction',
  };
  return {
    label: 'redis',
    name: 'redis',
    replica: 1,
    command: binary.path,
    folder,
    args: Object.entries(settings).flatMap(([name, value]) => [`--${name}`, value]),
    env: {
      ...pick({ ...process.env, ...env }, []),
      ...(binary.libraryPath === undefined ? {} : { LD_LIBRARY_PATH: binary.libraryPath }),
    },
    isReady: () => answersPing(port),
    stderrLevel: 'warn',
    // `6795:M 23 Nov 2026 09:26:41.139 * Ready to accept connections`
    reword: (text) => text.replace(/^\d+:[A-Z] \d+ \w+ \d{4} [\d:.]+ [.*#-] /, ''),
  };
}
