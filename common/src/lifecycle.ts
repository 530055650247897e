import closeWithGrace from 'close-with-grace';
import { ConfigError } from './config.js';
import { startTracing } from './tracing-start.js';

/** What a composition root gives back. */
export interface App {
  /** Stops taking work, ends or hands back what is under way, frees everything. */
  close(): Promise<void>;
}

/**
 * Runs one process: starts it, ends it on SIGTERM or SIGINT within ten seconds with exit code 0. A bad environment
 * ends it with 78 and one sentence; any other failure to start with 1.
 */
export async function runProcess(name: string, start: () => Promise<App>): Promise<void> {
  try {
    const stopTracing = await startTracing(name);
    const app = await start();
    closeWithGrace({ delay: 10_000, logger: false }, async ({ err }) => {
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
    process.exit(1);
  }
}

// before there is a logger, and when it may be gone
function say(level: string, service: string, message: string): void {
  process.stderr.write(`${JSON.stringify({ level, time: new Date().toISOString(), service, message })}\n`);
}
