import { createSocket } from 'node:dgram';
import { once } from 'node:events';
import type { AddressInfo } from 'node:net';

const A = 1;

/** The name in a question, and where the question ends. */
function question(packet: Buffer): { name: string; type: number; end: number } {
  const labels: string[] = [];
  let at = 12;
  for (let length = packet[at]!; length > 0; length = packet[at]!) {
    labels.push(packet.toString('latin1', at + 1, at + 1 + length));
    at += 1 + length;
  }
  return { name: labels.join('.'), type: packet.readUInt16BE(at + 1), end: at + 5 };
}

/** A name server on loopback. `names` are IPv4 addresses, or `silent` for no answer; any other name is unknown. */
export async function startDns(names: ReadonlyMap<string, string | 'silent'>) {
  const socket = createSocket('udp4');
  socket.on('message', (asked, { port, address }) => {
    const { name, type, end } = question(asked);
    const found = names.get(name);
    if (found === 'silent') return;
    const answers = found && type === A ? [found] : [];
    const head = Buffer.alloc(12);
    asked.copy(head, 0, 0, 2);
    // an answer; 3 means that the name does not exist
    head.writeUInt16BE(0x8180 | (found ? 0 : 3), 2);
    head.writeUInt16BE(1, 4);
    head.writeUInt16BE(answers.length, 6);
    const records = answers.map((ip) =>
      // a pointer to the name in the question, type A, class IN, TTL 0, four bytes
      Buffer.from([0xc0, 12, 0, A, 0, 1, 0, 0, 0, 0, 0, 4, ...ip.split('.').map(Number)]),
    );
    socket.send(Buffer.concat([head, asked.subarray(12, end), ...records]), port, address);
  });
  socket.bind(0, '127.0.0.1');
  await once(socket, 'listening');
  return {
    address: `127.0.0.1:${(socket.address() as AddressInfo).port}`,
    stop: () => new Promise<void>((resolve) => socket.close(() => resolve())),
  };
}
