import { createServer } from 'node:net';

/** The problem of a HOST, found by listening on it; undefined for an address of this machine, and without a HOST. */
export function foreignHost(host: string | undefined): Promise<string | undefined> {
  if (!host) return Promise.resolve(undefined);
  return new Promise((resolve) => {
    const server = createServer();
    server.once('error', ({ code }: NodeJS.ErrnoException) =>
      resolve(`HOST must be an address of this machine, ${host} is not (${code})`),
    );
    server.listen({ host, port: 0 }, () => server.close(() => resolve(undefined)));
  });
}
