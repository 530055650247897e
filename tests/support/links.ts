import type { ProcessSpec } from '@shop/dev/topology';
import { startFaultProxy, type FaultProxy } from '@shop/testkit/fault-proxy';

/** A connection from one process of a stack to another, to Redis or to the store. */
interface Link {
  readonly from: string;
  readonly to: string;
  readonly proxy: FaultProxy;
}

/** Every link of a stack, each through its own fault proxy. */
export interface Links {
  readonly all: readonly Link[];
  /** The link from one process to another, or to `redis` or `store`, by name. Throws when there is none. */
  between(from: string, to: string): FaultProxy;
  /** The specs, with the proxies' addresses in place of the real ones. */
  through(specs: readonly ProcessSpec[]): ProcessSpec[];
  heal(): void;
  close(): Promise<void>;
}

const nameOf = ({ name, replica }: ProcessSpec) => (replica === 1 ? name : `${name}-${replica}`);
const ADDRESS = /127\.0\.0\.1:(\d+)/g;
const leadsOut = (variable: string) => /_(URLS?|URI)$/.test(variable);

/** Opens a proxy for each address in each process's environment. `others` are the ports of Redis and the store. */
export async function openLinks(specs: readonly ProcessSpec[], others: Record<string, number>): Promise<Links> {
  const nameAt = new Map(Object.entries(others).map(([name, port]) => [port, name]));
  for (const spec of specs) for (const port of [spec.restPort, spec.grpcPort]) if (port) nameAt.set(port, nameOf(spec));
  const opened = new Map<string, Link>();
  for (const spec of specs)
    for (const [variable, value] of Object.entries(spec.env)) {
      if (!leadsOut(variable)) continue;
      for (const [, port] of value.matchAll(ADDRESS)) {
        const key = `${nameOf(spec)} ${port}`;
        const to = nameAt.get(Number(port));
        if (to && !opened.has(key))
          opened.set(key, { from: nameOf(spec), to, proxy: await startFaultProxy(Number(port)) });
      }
    }
  const all = [...opened.values()];
  const reroute = (spec: ProcessSpec) => (text: string, port: string) => {
    const link = opened.get(`${nameOf(spec)} ${port}`);
    return link ? `127.0.0.1:${link.proxy.port}` : text;
  };
  return {
    all,
    between(from, to) {
      const both = all.filter((link) => link.from === from && link.to === to);
      if (!both[0]) throw new RangeError(`${from} has no link to ${to}.`);
      return together(both.map(({ proxy }) => proxy));
    },
    through: (list) =>
      list.map((spec) => ({
        ...spec,
        env: Object.fromEntries(
          Object.entries(spec.env).map(([variable, value]) => [
            variable,
            leadsOut(variable) ? value.replace(ADDRESS, reroute(spec)) : value,
          ]),
        ),
      })),
    heal: () => all.forEach(({ proxy }) => proxy.heal()),
    close: async () => void (await Promise.all(all.map(({ proxy }) => proxy.close()))),
  };
}

/** Two processes may have two links, REST and gRPC; these fail together. */
function together(proxies: readonly FaultProxy[]): FaultProxy {
  const [first] = proxies;
  const each = (act: (proxy: FaultProxy) => void) => () => proxies.forEach(act);
  return {
    port: first!.port,
    heal: each((proxy) => proxy.heal()),
    delay: (ms) => proxies.forEach((proxy) => proxy.delay(ms)),
    cut: each((proxy) => proxy.cut()),
    blackHole: each((proxy) => proxy.blackHole()),
    oneWay: each((proxy) => proxy.oneWay()),
    halfOpen: each((proxy) => proxy.halfOpen()),
    leadTo: (port) => proxies.forEach((proxy) => proxy.leadTo(port)),
    close: async () => void (await Promise.all(proxies.map((proxy) => proxy.close()))),
  };
}
