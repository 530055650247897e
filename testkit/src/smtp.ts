import type { AddressInfo, Socket } from 'node:net';
import { SMTPServer } from 'smtp-server';

/** What the server does with the next mail; the last one stays. */
export type Turn =
  | 'take'
  | 'drop-after-data'
  | 'drop-in-data'
  | 'hang-after-data'
  | 'hang-at-rcpt'
  | 'drop-at-rcpt'
  | { readonly at: 'mail' | 'rcpt' | 'data'; readonly code: number }
  /** Accepts it, and right after its answer blocks this process for this many milliseconds. */
  | { readonly at: 'taken'; readonly stillMs: number };

interface Taken {
  readonly to: string[];
  readonly raw: string;
}

function standStill(ms: number): void {
  for (const end = performance.now() + ms; performance.now() < end;);
}

/** A real mail server. `taken` has each mail whose text it has read to the end, whatever its answer. */
export async function startSmtp(options: { auth?: { user: string; pass: string }; port?: number } = {}) {
  const taken: Taken[] = [];
  const turns: Turn[] = [];
  const sockets = new Set<Socket>();
  let turn: Turn = 'take';
  const fails = (at: string): Error | undefined =>
    typeof turn === 'object' && 'code' in turn && turn.at === at
      ? Object.assign(new Error('no'), { responseCode: turn.code })
      : undefined;
  const cut = () => sockets.forEach((socket) => socket.destroy());
  const server = new SMTPServer({
    authOptional: !options.auth,
    disabledCommands: options.auth ? ['STARTTLS'] : ['STARTTLS', 'AUTH'],
    allowInsecureAuth: true,
    closeTimeout: 100,
    onAuth({ username, password }, _, done) {
      const right = username === options.auth?.user && password === options.auth?.pass;
      done(
        right ? null : Object.assign(new Error('no'), { responseCode: 535 }),
        right ? { user: username } : undefined,
      );
    },
    onMailFrom(_, __, done) {
      turn = turns.length > 1 ? turns.shift()! : (turns[0] ?? 'take');
      done(fails('mail'));
    },
    onRcptTo(_, __, done) {
      if (turn === 'drop-at-rcpt') return cut();
      if (turn !== 'hang-at-rcpt') done(fails('rcpt'));
    },
    onData(stream, session, done) {
      const chunks: Buffer[] = [];
      if (turn === 'drop-in-data') cut();
      stream.on('data', (chunk: Buffer) => chunks.push(chunk));
      stream.on('end', () => {
        taken.push({
          to: session.envelope.rcptTo.map(({ address }) => address),
          raw: Buffer.concat(chunks).toString(),
        });
        if (turn === 'drop-after-data') return cut();
        if (turn !== 'hang-after-data') done(fails('data'));
        if (typeof turn === 'object' && 'stillMs' in turn) standStill(turn.stillMs);
      });
    },
  });
  // connections that this test cuts
  server.on('error', () => undefined);
  server.server.on('connection', (socket: Socket) => {
    sockets.add(socket);
    socket.on('close', () => sockets.delete(socket));
  });
  await new Promise<void>((resolve) => server.listen(options.port ?? 0, '127.0.0.1', resolve));
  const { port } = server.server.address() as AddressInfo;
  return {
    taken,
    port,
    url: `smtp://127.0.0.1:${port}`,
    /** Sets the turns from the next mail on. */
    will(...next: Turn[]) {
      turns.splice(0, turns.length, ...next);
    },
    stop: () =>
      new Promise<void>((resolve) => {
        cut();
        server.close(() => resolve());
      }),
  };
}

export type Smtp = Awaited<ReturnType<typeof startSmtp>>;
