const things = ['journal-insert', 'journal-append', 'dispatch', 'checkpoint', 'wake'] as const;

export type CrashPoint = `orchestrator.${(typeof things)[number]}.${'before' | 'after'}`;

/** Where a test or an operator's fault can strike: around each thing that leaves the process. */
export const crashPoints: readonly CrashPoint[] = things.flatMap((thing): CrashPoint[] => [
  `orchestrator.${thing}.before`,
  `orchestrator.${thing}.after`,
]);

/** Called on the way past a point; may delay, throw or end the process. */
export type CrashPoints = (point: CrashPoint) => Promise<void>;

/** No faults. */
export const noCrashPoints: CrashPoints = () => Promise.resolve();
