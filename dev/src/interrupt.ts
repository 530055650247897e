import type { RunningProcess } from './stack.js';

/** Resolves and aborts when the launcher is asked to stop: Ctrl-C, SIGTERM, a closed terminal, or npm gone. */
export interface StopRequest {
  asked: Promise<void>;
  signal: AbortSignal;
  /** From now on another Ctrl-C does not wait for the processes to drain. */
  secondTimeKills(processes: RunningProcess[]): void;
}

const parentPollMs = 500;

/** Listens for being asked to stop, from now until the process ends. */
export function whenAskedToStop(): StopRequest {
  const abort = new AbortController();
  const asked = new Promise<void>((resolve) => abort.signal.addEventListener('abort', () => resolve(), { once: true }));
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, () => abort.abort());
  // npm, killed with -9, passes nothing on: its child then has another parent.
  const parent = process.ppid;
  if (process.env['npm_lifecycle_event']) {
    setInterval(() => process.ppid !== parent && abort.abort(), parentPollMs).unref();
  }
  return {
    asked,
    signal: abort.signal,
    secondTimeKills(processes) {
      process.on('SIGINT', () => {
        for (const { pid } of processes) if (pid !== undefined) process.kill(pid, 'SIGKILL');
      });
    },
  };
}
