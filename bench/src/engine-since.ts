import { fork, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Order, Said } from './engine-process.js';
import type { Load } from './load.js';
import { buildAt } from './release.js';
import { cpuRatio, publish } from './report.js';
import { inRounds, type Phase } from './rounds.js';
import { startServers } from './servers.js';

/** The last commit with the engine in the orchestrator; another one by SINCE. */
const BEFORE_THE_MOVE = '12ca41e^';
/** Three per cent more CPU time than before. */
const AT_LEAST = 0.97;
const sizes = { rounds: 6, warmUp: 4000, loaded: 2000 };

/**
 * The engine of an earlier commit and today's, each in a process of its own with a database of its own in the same servers, in turn: first
 * the one, then the other, then the other way round. They are compared by CPU time, of the process and of the servers, since the rates of
 * a shared machine say little.
 */
export async function benchEngineSince(): Promise<void> {
  const release = buildAt(process.env['SINCE'] ?? BEFORE_THE_MOVE);
  const servers = await startServers();
  const before = `engine of ${release.commit}`;
  const now = 'engine of today';
  const engines: readonly EngineProcess[] = [
    await startEngine(before, join(release.folder, 'bench/dist'), servers, 0),
    await startEngine(now, fileURLToPath(new URL('.', import.meta.url)), servers, 1),
  ];
  const phase = (engine: EngineProcess, fail: boolean): Phase => ({
    name: `${engine.name}, ${fail ? 'compensated' : 'confirmed'}`,
    pids: { node: engine.pid, ...servers.pids },
    run: () => engine.run({ count: sizes.loaded, inFlight: 64, fail }),
  });
  try {
    for (const fail of [false, true])
      for (const engine of engines) await engine.run({ count: sizes.warmUp, inFlight: 64, fail });
    const there = engines.flatMap((engine) => [false, true].map((fail) => ({ engine, fail })));
    const turn = [...there, ...there.toReversed()].map(({ engine, fail }) => phase(engine, fail));
    const results = await inRounds(sizes.rounds, turn);
    const ratio = (kind: string) =>
      cpuRatio(
        `Sagas a second of CPU, ${kind}, of what they were`,
        results,
        [`${before}, ${kind}`, `${now}, ${kind}`],
        AT_LEAST,
      );
    publish({ name: 'engine-since', unit: 'saga', results, ratios: [ratio('confirmed'), ratio('compensated')] });
  } finally {
    for (const engine of engines) await engine.end();
    await servers.stop();
    release.remove();
  }
}

interface EngineProcess {
  readonly name: string;
  readonly pid: number;
  run(order: Order): Promise<Load>;
  end(): Promise<void>;
}

async function startEngine(
  name: string,
  folder: string,
  { redisUrl, mongoUri }: { redisUrl: string; mongoUri: string },
  index: number,
): Promise<EngineProcess> {
  const program = fileURLToPath(new URL('engine-process.js', import.meta.url));
  const child = fork(program, [folder, `${redisUrl}/${index}`, `${mongoUri}-${index}`]);
  await said(child, name);
  return {
    name,
    pid: child.pid!,
    async run(order) {
      child.send(order);
      const answer = await said(child, name);
      if (!('load' in answer)) throw new Error(`${name} answered something else.`);
      return answer.load;
    },
    async end() {
      if (child.exitCode !== null || child.signalCode !== null) return;
      child.disconnect();
      await once(child, 'exit');
    },
  };
}

/** What the process says next. Rejects when it ends instead. */
async function said(child: ChildProcess, name: string): Promise<Said> {
  const over = new AbortController();
  const { signal } = over;
  try {
    return await Promise.race([
      once(child, 'message', { signal }).then(([message]) => message as Said),
      once(child, 'exit', { signal }).then(([code]) =>
        Promise.reject(new Error(`${name} ended with ${code}: see above.`)),
      ),
    ]);
  } finally {
    over.abort();
  }
}
