import closeWithGrace from 'close-with-grace';
import { ConfigError, type BaseConfig } from './config/config.js';
import { foreignHost } from './config/own-host.js';
import { DRAIN_MS } from './drain.js';
import { startTracing } from './tracing/start.js';

/** The result of a composition root. */
export interface App {
  /** Stops taking work, ends or hands back the work under way, frees all resources. */
  close(): Promise<void>;
}

/**
 * Runs one process: reads its environment before anything else, starts it, ends it on SIGTERM or SIGINT within ten seconds
 * with exit code 0. A bad environment ends it with 78 and one line that names every bad variable; any other failure to
 * start with 1, or with the `exitCode` of the error.
 */
export async function runProcess<Config extends BaseConfig & { REDIS_URL?: string }>(
  name: string,
  read: () => Config,
  start: (config: Config) => Promise<App>,
): Promise<void> {
  try {
    const config = await readAll(read);
    const stopTracing = await startTracing(name, config);
    const app = await start(config);
    closeWithGrace({ delay: DRAIN_MS, logger: false }, async ({ err }) => {
      if (err) say('error', name, `ended by an error nobody caught: ${err.stack ?? err.message}`);
      await app.close();
      await stopTracing();
    });
  } catch (error) {
    if (error instanceof ConfigError) {
      say('error', name, error.message);
      process.exit(ConfigError.exitCode);
    }
    const reason =
      error instanceof Error
        ? `${error.message}${error.cause instanceof Error ? ` (${error.cause.message})` : ''}`
        : String(error);
    say('error', name, `could not start: ${reason}`);
    // 78 for what starting it again does not fix
    process.exit((error as { exitCode?: number }).exitCode ?? 1);
  }
}

/** The environment, once everything about it is known. Throws a ConfigError with every bad variable. */
async function readAll<Config>(read: () => Config): Promise<Config> {
  const problems: string[] = [];
  let config: Config | undefined;
  try {
    config = read();
  } catch (error) {
    if (!(error instanceof ConfigError)) throw error;
    problems.push(...error.problems);
  }
  const foreign = problems.some(isOfHost) ? undefined : await foreignHost(process.env['HOST']);
  if (foreign !== undefined) problems.push(foreign);
  if (problems.length > 0) throw new ConfigError(problems);
  return config!;
}

const isOfHost = (problem: string): boolean => problem.startsWith('HOST ');

// used before there is a logger, and after it may be closed
function say(level: string, service: string, message: string): void {
  process.stderr.write(`${JSON.stringify({ level, time: new Date().toISOString(), service, message })}\n`);
}
