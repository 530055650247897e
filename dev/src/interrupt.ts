/** Resolves and aborts when the launcher has to stop: Ctrl-C, SIGTERM, a closed terminal, or npm gone. */
export interface StopRequest {
  asked: Promise<void>;
  signal: AbortSignal;
  /** From now on a second Ctrl-C ends the processes without waiting for them to drain. */
  secondTimeKills(processes: readonly { readonly pid?: number | undefined }[]): void;
}

const parentPollMs = 500;
/** A terminal sends Ctrl-C to npm and to the launcher, and npm forwards it: two within this time count as one. */
const oneSignalMs = 500;

/** Listens for stop requests, until the process ends. */
export function whenAskedToStop(): StopRequest {
  const abort = new AbortController();
  const asked = new Promise<void>((resolve) => abort.signal.addEventListener('abort', () => resolve(), { once: true }));
  let askedAt = 0;
  let again = () => {};
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
    process.on(signal, () => {
      if (signal === 'SIGINT' && abort.signal.aborted && performance.now() - askedAt > oneSignalMs) again();
      if (!abort.signal.aborted) askedAt = performance.now();
      abort.abort();
    });
  }
  // npm killed with -9 forwards nothing; its child then has another parent.
  const parent = process.ppid;
  if (process.env['npm_lifecycle_event']) {
    setInterval(() => process.ppid !== parent && abort.abort(), parentPollMs).unref();
  }
  return {
    asked,
    signal: abort.signal,
    secondTimeKills(processes) {
      again = () => {
        for (const { pid } of processes) if (pid !== undefined) killIfThere(pid);
      };
    },
  };
}

function killIfThere(pid: number): void {
  try {
    process.kill(pid, 'SIGKILL');
  } catch (error) {
    // most have ended by the second Ctrl-C
    if ((error as NodeJS.ErrnoException).code !== 'ESRCH') throw error;
  }
}
