import { randomUUID } from 'node:crypto';
import { setTimeout as pause } from 'node:timers/promises';
import { Redis } from 'ioredis';
import { openEngine } from './engine-under-test.js';
import { closedLoop } from './load.js';
import { cpuMs } from './procfs.js';
import { record } from './report.js';
import { startServers } from './servers.js';

const sagas = 20_000;
const idleSeconds = 15;

/** The cost of sagas that only wait: processor time while 20,000 of them rest, and Redis memory for each. */
export async function benchWaiting(): Promise<void> {
  const servers = await startServers();
  const engine = await openEngine(servers, { concurrency: 64, answer: async () => 'done' });
  const redis = new Redis(servers.redisUrl);
  const pids = { node: process.pid, ...servers.pids };
  const usedMemory = async () => Number(/used_memory:(\d+)/.exec(await redis.info('memory'))?.[1]);
  /** Processor milliseconds a second, by process, with no work but the sweep of every second. */
  const idle = async (): Promise<Record<string, number>> => {
    const before = cpuMs(pids);
    for (let second = 0; second < idleSeconds; second += 1) {
      const due = await engine.sweep();
      if (due > 0) throw new Error(`${due} sagas that wait were found due.`);
      await pause(1000);
    }
    const after = cpuMs(pids);
    return Object.fromEntries(Object.keys(pids).map((name) => [name, (after[name]! - before[name]!) / idleSeconds]));
  };
  try {
    // the data of finished jobs in Redis is bounded, and must not count
    await closedLoop(2000, 64, async () => engine.run(randomUUID(), false));
    const memoryBefore = await usedMemory();
    const idleBefore = await idle();
    await closedLoop(sagas, 64, () => engine.wait(randomUUID()));
    const bytes = ((await usedMemory()) - memoryBefore) / sagas;
    const idleAfter = await idle();
    const rows = Object.keys(pids).map(
      (name) => `| ${name} | ${idleBefore[name]!.toFixed(1)} | ${idleAfter[name]!.toFixed(1)} |`,
    );
    record(
      'waiting',
      [
        `${sagas} sagas that wait for a signal: **${Math.round(bytes)} bytes of Redis each** (aim: less than 2,048).`,
        ['| process | CPU ms a second, none waiting | all waiting |', '| --- | ---: | ---: |', ...rows].join('\n'),
      ].join('\n\n'),
    );
  } finally {
    redis.disconnect();
    await engine.close();
    await servers.stop();
  }
}
