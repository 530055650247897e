import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { expect } from 'chai';

const program = fileURLToPath(new URL('support/outgoing-ports.ts', import.meta.url));
/** A network of its own, whose outgoing connections have ten ports to choose from. */
const narrow = 'ip link set lo up && echo 40000 40009 > /proc/sys/net/ipv4/ip_local_port_range && exec "$@"';
const inNarrowNetwork = (...command: string[]) =>
  spawnSync('unshare', ['-rn', 'sh', '-c', narrow, 'sh', ...command], { encoding: 'utf8', timeout: 30_000 });

describe('ports that the launcher holds', function () {
  this.timeout(60_000);

  before(function () {
    const { status } = inNarrowNetwork('true');
    if (status === 0) return;
    console.log('skipped: this machine does not let the test make a network of its own (unshare -rn, ip)');
    this.skip();
  });

  const outcome = (...args: string[]) => {
    const { stdout, stderr } = inNarrowNetwork(process.execPath, '--import', 'tsx', program, ...args);
    expect(stderr).to.equal('');
    return JSON.parse(stdout) as { taken: number[]; listens: boolean };
  };

  it('are given to no outgoing connection, and can still be listened on', () => {
    const { taken, listens } = outcome('40004', 'hold');
    expect(taken).to.have.length.above(5);
    expect(taken).not.to.include(40004);
    expect(listens).to.equal(true);
  });

  it('would be taken otherwise', () => {
    const { taken, listens } = outcome('40004');
    expect(taken).to.include(40004);
    expect(listens).to.equal(false);
  });
});
