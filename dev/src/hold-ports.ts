import { connect, createServer } from 'node:net';
import type { AddressInfo } from 'node:net';

/**
 * Keeps outgoing connections off ports on which processes of this machine will listen. The contract's gRPC ports are in the range from which
 * systems take the local ports of outgoing connections (Linux: 32768 to 60999), so one that another process opens amid a start could have
 * a port, and the service that it is meant for could not start. Linux gives nobody a port that a connection was bound to by name, and still
 * lets a process listen there; so each port is the local port of a connection from the launcher to itself. Call it when the ports are known
 * to be free. Does nothing on other systems, which would refuse the listener. The function that it resolves to lets go of them.
 */
export async function holdPorts(ports: readonly number[]): Promise<() => void> {
  if (process.platform !== 'linux') return () => {};
  const server = createServer().unref();
  await new Promise<void>((resolve, reject) => server.once('error', reject).listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  const sockets = await Promise.all(
    ports.map(async (localPort) => {
      const socket = connect({ port, host: '127.0.0.1', localPort }).unref();
      // a port that cannot be held is as it was without; nobody reads from these connections
      await new Promise((resolve) => socket.once('connect', resolve).on('error', resolve));
      return socket;
    }),
  );
  return () => {
    for (const socket of sockets) socket.destroy();
    server.close();
  };
}
