// Kills a stack's processes once its launcher is gone, for whatever reason. The launcher holds the other end of stdin and writes `+pid` and
// `-pid` when a child starts and ends; the kernel closes that pipe even after kill -9. Used only where setpriv --pdeathsig is missing.
import { createInterface } from 'node:readline';

const children = new Set();
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(signal, () => {});

createInterface({ input: process.stdin })
  .on('line', (line) => {
    const pid = Number(line.slice(1));
    if (line.startsWith('+')) children.add(pid);
    else children.delete(pid);
  })
  .on('close', () => {
    for (const pid of children) {
      try {
        process.kill(pid, 'SIGKILL');
      } catch {
        // It had already ended.
      }
    }
    process.exit(0);
  });
