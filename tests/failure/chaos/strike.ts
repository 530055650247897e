import { setTimeout as pause } from 'node:timers/promises';
import { Redis } from 'ioredis';
import type { Shop } from '../../support/shop.js';
import type { Battlefield, Strike } from './schedule.js';

/** What can be struck in a shop with fault proxies. In the order in which it was started: a seed means the same everywhere. */
export const battlefield = ({ stack, links }: Shop): Battlefield => ({
  processes: stack.processes.map(({ name, replica }) => (replica === 1 ? name : `${name}-${replica}`)),
  links: links!.all.map(({ from, to }) => `${from} → ${to}`),
});

/** Strikes, and resolves when it is over. */
export async function carryOut(strike: Strike, { stack, links }: Shop): Promise<void> {
  switch (strike.kind) {
    case 'kill':
      return kill(stack, strike.target, 'SIGKILL');
    case 'pause':
      kill(stack, strike.target, 'SIGSTOP');
      await pause(strike.forMs);
      return kill(stack, strike.target, 'SIGCONT');
    case 'wipe':
      return wipe(stack.urls['redis']!);
    default: {
      const { proxy } = links!.all[strike.link]!;
      if (strike.kind === 'cut') proxy.cut();
      else if (strike.kind === 'delay') proxy.delay(300);
      else if (strike.kind === 'black hole') proxy.blackHole();
      else if (strike.kind === 'one way') proxy.oneWay();
      else proxy.halfOpen();
      await pause(strike.forMs);
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
    // it is down just now, which is worse
  } finally {
    redis.disconnect();
  }
}
