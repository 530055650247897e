import { once } from 'node:events';
import { connect, createServer, type AddressInfo, type Server, type Socket } from 'node:net';
import { setTimeout as pause } from 'node:timers/promises';
import { expect } from 'chai';
import { startFaultProxy, type FaultProxy } from '../src/fault-proxy.js';
import { until } from '../src/until.js';

const QUIET_MS = 150;

describe('the fault proxy', () => {
  let echo: Server;
  let heard: string;
  let held: Socket[];
  let proxy: FaultProxy;
  beforeEach(async () => {
    heard = '';
    held = [];
    echo = await listening('');
    proxy = await startFaultProxy(portOf(echo));
  });
  afterEach(async () => {
    await proxy.close();
    held.forEach((socket) => socket.destroy());
    echo.close();
    await once(echo, 'close');
  });

  const portOf = (server: Server) => (server.address() as AddressInfo).port;
  async function listening(prefix: string): Promise<Server> {
    const server = createServer((socket) => {
      held.push(socket.on('error', () => undefined));
      socket.on('data', (data) => {
        heard += data;
        socket.write(`${prefix}${data}`);
      });
    });
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    return server;
  }
  const dial = () => {
    const socket = connect(proxy.port, '127.0.0.1');
    const seen = { text: '', ended: false, socket };
    held.push(socket);
    socket.on('error', () => undefined).on('close', () => (seen.ended = true));
    socket.on('data', (data) => (seen.text += data));
    return seen;
  };
  const open = async () => {
    const seen = dial();
    await once(seen.socket, 'connect');
    return seen;
  };
  const answered = async (seen: { text: string }, text: string) => until(`${text} comes`, () => seen.text === text);

  it('passes on what is sent, both ways, and that it ended', async () => {
    const one = await open();
    one.socket.write('hello');
    await answered(one, 'hello');
    one.socket.end();
    await until('it ended', () => one.ended);
  });

  it('passes it on late and in order', async () => {
    const one = await open();
    proxy.delay(QUIET_MS);
    const began = Date.now();
    one.socket.write('a');
    await pause(QUIET_MS / 3);
    proxy.heal();
    one.socket.write('b');
    await answered(one, 'ab');
    expect(Date.now() - began).to.be.at.least(QUIET_MS - 5);
  });

  it('cut: breaks what is open and what is new, until healed', async () => {
    const one = await open();
    proxy.cut();
    await until('it broke', () => one.ended);
    const two = dial();
    await until('the new one broke', () => two.ended);
    proxy.heal();
    const three = await open();
    three.socket.write('again');
    await answered(three, 'again');
  });

  it('black hole: stays open, nothing arrives, and everything does once healed', async () => {
    const one = await open();
    proxy.blackHole();
    one.socket.write('lost?');
    await pause(QUIET_MS);
    expect([heard, one.text, one.ended]).to.deep.equal(['', '', false]);
    proxy.heal();
    await answered(one, 'lost?');
  });

  it('one way: what is asked arrives, and no answer', async () => {
    const one = await open();
    proxy.oneWay();
    one.socket.write('done?');
    await until('it arrived', () => heard === 'done?');
    await pause(QUIET_MS);
    expect([one.text, one.ended]).to.deep.equal(['', false]);
    proxy.heal();
    await answered(one, 'done?');
  });

  it('half-open: the near end is not told that the far end is gone, new connections work', async () => {
    const one = await open();
    one.socket.write('a');
    await answered(one, 'a');
    const far = held.find((socket) => socket.remotePort !== proxy.port && socket !== one.socket)!;
    proxy.halfOpen();
    await until('the far end is gone', () => far.destroyed);
    one.socket.write('anyone?');
    await pause(QUIET_MS);
    expect([heard, one.text, one.ended]).to.deep.equal(['a', 'a', false]);
    const two = await open();
    two.socket.write('b');
    await answered(two, 'b');
  });

  it('leads new connections elsewhere and breaks the old', async () => {
    const other = await listening('other ');
    const one = await open();
    proxy.leadTo(portOf(other));
    await until('it broke', () => one.ended);
    const two = await open();
    two.socket.write('hello');
    await answered(two, 'other hello');
    two.socket.destroy();
    other.close();
  });

  it('breaks a connection whose target is not there', async () => {
    const gone = await listening('');
    proxy.leadTo(portOf(gone));
    gone.close();
    await once(gone, 'close');
    const one = await open();
    await until('it broke', () => one.ended);
  });
});
