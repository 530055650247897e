import { setTimeout as pause } from 'node:timers/promises';
import { Redis } from 'ioredis';
import type { Shop } from '../../support/shop.js';
import type { Targets, Fault } from './schedule.js';

/** The processes and links of a shop with fault proxies, in the order in which they were started, so that a seed is repeatable. */
export const targetsOf = ({ stack, links }: Shop): Targets => ({
  processes: stack.processes.map(({ name, replica }) => (replica === 1 ? name : `${name}-${replica}`)),
  links: links!.all.map(({ from, to }) => `${from} → ${to}`),
});

/** Injects the fault, and resolves when it is over. */
export async function inject(fault: Fault, { stack, links }: Shop): Promise<void> {
  switch (fault.kind) {
    case 'kill':
      return kill(stack, fault.target, 'SIGKILL');
    case 'pause':
      kill(stack, fault.target, 'SIGSTOP');
      await pause(fault.forMs);
      return kill(stack, fault.target, 'SIGCONT');
    case 'wipe':
      return wipe(stack.urls['redis']!);
    default: {
      const { proxy } = links!.all[fault.link]!;
      if (fault.kind === 'cut') proxy.cut();
      else if (fault.kind === 'delay') proxy.delay(300);
      else if (fault.kind === 'black hole') proxy.blackHole();
      else if (fault.kind === 'one way') proxy.oneWay();
      else proxy.halfOpen();
      await pause(fault.forMs);
      proxy.heal();
    }
  }
}

function kill(stack: Shop['stack'], label: string, signal: NodeJS.Signals): void {
  const [, name, replica] = /^(.*?)(?:-(\d+))?$/.exec(label)!;
  stack.kill(name!, signal, Number(replica ?? 1));
}

async function wipe(url: string): Promise<void> {
  const redis = new Redis(url, { lazyConnect: true, retryStrategy: () => null, maxRetriesPerRequest: 0 });
  redis.on('error', () => undefined);
  try {
    await redis.connect();
    await redis.flushall();
  } catch {
    // Redis is down, which is worse than empty
  } finally {
    redis.disconnect();
  }
}
