import { once } from 'node:events';
import { connect, createServer, type AddressInfo, type Socket } from 'node:net';

/** A TCP proxy that can be made to fail while it is in use. Every switch holds until the next one. */
export interface FaultProxy {
  readonly port: number;
  /** Forwards everything again; what a black hole held back arrives now. */
  heal(): void;
  /** Forwards everything `ms` milliseconds late, each way. */
  delay(ms: number): void;
  /** Breaks open connections and every new one. */
  cut(): void;
  /** Keeps connections open, old and new, and forwards nothing either way. */
  blackHole(): void;
  /** Forwards requests, but no answers. */
  oneWay(): void;
  /** The far end of each open connection is gone, and the near end is not notified. New connections work. */
  halfOpen(): void;
  /** Forwards new connections to another port and breaks those that are open. */
  leadTo(port: number): void;
  close(): Promise<void>;
}

type Mode = 'pass' | 'cut' | 'black hole' | 'one way';
interface Pair {
  readonly near: Socket;
  readonly far: Socket;
}

/** Listens on a free port of 127.0.0.1 and forwards to `target`. */
export async function startFaultProxy(target: number): Promise<FaultProxy> {
  let mode: Mode = 'pass';
  let lateMs = 0;
  const pairs = new Set<Pair>();
  const silent = new Set<Socket>();

  const hold = ({ near, far }: Pair) => {
    (mode === 'black hole' ? near.pause : near.resume).call(near);
    (mode === 'pass' ? far.resume : far.pause).call(far);
  };
  const breakAll = () => {
    for (const { near, far } of pairs) for (const end of [near, far]) end.resetAndDestroy();
    for (const near of silent) near.resetAndDestroy();
  };
  const become = (next: Mode, ms = 0) => {
    mode = next;
    lateMs = ms;
    if (mode === 'cut') breakAll();
    else for (const pair of pairs) hold(pair);
  };

  /** Forwards the data from one end to the other, in order, even if the delay changes meanwhile. */
  const handOn = (from: Socket, to: Socket) => {
    const waiting: { readonly at: number; readonly act: () => void }[] = [];
    // waiting data goes first even when its time is past: on a busy machine a timer fires after the data that has just arrived
    const go = () => {
      while (waiting[0] && waiting[0].at <= Date.now()) waiting.shift()!.act();
      if (waiting[0]) setTimeout(go, waiting[0].at - Date.now()).unref();
    };
    const then = (act: () => void) => {
      waiting.push({ at: Date.now() + lateMs, act });
      if (waiting.length === 1) go();
    };
    from.on('data', (chunk) => then(() => to.writable && to.write(chunk)));
    from.on('end', () => then(() => to.end()));
  };

  const server = createServer({ allowHalfOpen: true }, (near) => {
    near.on('error', () => undefined);
    if (mode === 'cut') return void near.resetAndDestroy();
    const far = connect({ port: target, host: '127.0.0.1', allowHalfOpen: true });
    const pair = { near, far };
    pairs.add(pair);
    handOn(near, far);
    handOn(far, near);
    far.once('error', () => pairs.has(pair) && near.resetAndDestroy());
    near.once('error', () => far.resetAndDestroy());
    near.once('close', () => (far.destroySoon(), pairs.delete(pair)));
    far.once('close', () => pairs.has(pair) && near.destroySoon());
    hold(pair);
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');

  return {
    port: (server.address() as AddressInfo).port,
    heal: () => become('pass'),
    delay: (ms) => become('pass', ms),
    cut: () => become('cut'),
    blackHole: () => become('black hole'),
    oneWay: () => become('one way'),
    halfOpen() {
      for (const pair of pairs) {
        pairs.delete(pair);
        pair.far.destroy();
        silent.add(pair.near);
        pair.near.resume().once('close', () => silent.delete(pair.near));
      }
    },
    leadTo(port) {
      target = port;
      breakAll();
    },
    async close() {
      breakAll();
      server.close();
      await once(server, 'close');
    },
  };
}
