import { execFileSync } from 'node:child_process';

/** Hosts on one network: network namespaces, each with an interface of its own, joined by a bridge. Linux, as root. */
export interface Network {
  /** This machine's own address on the network. */
  readonly own: string;
  /** The address of a host, from 1. */
  address(host: number): string;
  /** The command that runs another on a host. */
  under(host: number): readonly string[];
  /** Takes a host off the network, as when its cable is pulled, or puts it back. */
  plug(host: number, into: boolean): void;
  /** Removes the hosts; their processes must have ended. */
  remove(): void;
}

const ip = (...args: string[]) => void execFileSync('ip', args, { stdio: ['ignore', 'ignore', 'pipe'] });

/** Makes the hosts. Throws, with nothing left, when that is not allowed here. */
export function makeNetwork(hosts: number): Network {
  // several benchmarks may run on one machine
  const id = process.pid % 250;
  const subnet = `10.77.${id}`;
  const bridge = `shop${id}`;
  const namespace = (host: number) => `shop${id}-${host}`;
  const cable = (host: number) => `shop${id}v${host}`;
  const remove = () => {
    for (let host = 1; host <= hosts; host += 1) attempt(() => ip('netns', 'del', namespace(host)));
    attempt(() => ip('link', 'del', bridge));
  };
  try {
    ip('link', 'add', bridge, 'type', 'bridge');
    ip('addr', 'add', `${subnet}.254/24`, 'dev', bridge);
    ip('link', 'set', bridge, 'up');
    for (let host = 1; host <= hosts; host += 1) {
      const inside = ['-n', namespace(host)];
      ip('netns', 'add', namespace(host));
      ip('link', 'add', cable(host), 'type', 'veth', 'peer', 'name', 'eth0', 'netns', namespace(host));
      ip('link', 'set', cable(host), 'master', bridge, 'up');
      ip(...inside, 'addr', 'add', `${subnet}.${host}/24`, 'dev', 'eth0');
      ip(...inside, 'link', 'set', 'eth0', 'up');
      ip(...inside, 'link', 'set', 'lo', 'up');
    }
  } catch (error) {
    remove();
    throw new Error('Network namespaces cannot be made here: run this on Linux, as root.', { cause: error });
  }
  return {
    own: `${subnet}.254`,
    address: (host) => `${subnet}.${host}`,
    under: (host) => ['ip', 'netns', 'exec', namespace(host)],
    plug: (host, into) => ip('link', 'set', cable(host), into ? 'up' : 'down'),
    remove,
  };
}

/** What was never made cannot be removed. */
function attempt(work: () => void): void {
  try {
    work();
  } catch {
    // nothing to remove
  }
}
