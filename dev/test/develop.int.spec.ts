import { mkdirSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from 'chai';
import { keepCurrent } from '../dist/develop.js';
import { freePortBase } from '../dist/ports.js';
import { stacks, temporaryFolders, until } from './support/stacks.js';
import { standInStore } from './support/stand-ins.js';

describe('a stack in watch mode', () => {
  const folder = temporaryFolders();
  const start = stacks();
  let end = () => {};
  afterEach(() => end());

  async function developed(build: () => Promise<void> = async () => {}) {
    const checkout = folder();
    for (const each of ['common', 'protos', 'topology', 'gateway', 'order-service'])
      mkdirSync(join(checkout, each, 'src', 'http'), { recursive: true });
    const said: string[] = [];
    const stack = await start({ dataDir: folder() });
    end = keepCurrent(stack, { say: (message) => said.push(message), build, checkout });
    const pids = () => Object.fromEntries(stack.processes.map(({ name, pid }) => [name, pid]));
    const again = (name: string, times = 1) =>
      until(() => said.filter((line) => line.startsWith(`${name} is ready again`)).length >= times, `${name} again`);
    return {
      write: (path: string, text = '') => writeFileSync(join(checkout, path), text),
      checkout,
      said,
      pids,
      again,
    };
  }

  it('restarts only the process whose sources changed', async () => {
    const { write, pids, again } = await developed();
    const before = pids();
    write('gateway/src/main.ts');
    await again('gateway');
    const { gateway, ...others } = pids();
    expect(gateway).not.to.equal(before['gateway']);
    expect(before).to.include(others);
  });

  it('detects files that an editor replaces, and files in new folders', async () => {
    const { write, checkout, again } = await developed();
    write('order-service/src/http/orders.ts');
    await again('order-service');
    write('order-service/src/http/.orders.ts.swp', 'new');
    renameSync(
      join(checkout, 'order-service/src/http/.orders.ts.swp'),
      join(checkout, 'order-service/src/http/orders.ts'),
    );
    await again('order-service', 2);
    mkdirSync(join(checkout, 'order-service/src/domain'));
    await again('order-service', 3);
    write('order-service/src/domain/order.ts');
    await again('order-service', 4);
  });

  it('restarts all processes except Redis and the store when shared sources change', async () => {
    const { write, pids, again } = await developed();
    const before = pids();
    write('common/src/errors.ts');
    await Promise.all([again('gateway'), again('order-service')]);
    const after = pids();
    expect(after['gateway']).not.to.equal(before['gateway']);
    expect(after['order-service']).not.to.equal(before['order-service']);
    expect(after).to.include({ redis: before['redis'], store: before['store'] });
  });

  it('changes nothing while the sources do not build, and restarts when they do', async () => {
    let broken = true;
    const { write, pids, said, again } = await developed(async () => {
      if (broken) throw new Error('The build failed.');
    });
    const before = pids();
    write('gateway/src/main.ts');
    await until(() => said.includes('The build failed. What ran before still runs.'), 'the failure is told');
    expect(pids()).to.deep.equal(before);
    broken = false;
    write('order-service/src/main.ts');
    await Promise.all([again('gateway'), again('order-service')]);
  });
});

describe('a process beside a stack’s infrastructure', () => {
  const folder = temporaryFolders();
  const start = stacks();

  it('uses its Redis, store and data folder', async () => {
    const realStore = { PATH: process.env['PATH'] };
    const [portBase, dataDir] = [await freePortBase(), folder()];
    const infrastructure = await start({ portBase, dataDir, env: realStore, topology: () => [] });
    const { urls } = await start({ portBase, dataDir, env: realStore, beside: true });
    expect(urls).to.include({ redis: infrastructure.urls['redis'], gateway: `http://127.0.0.1:${portBase}` });
  });

  it('says what to run first if there is none', async () => {
    const failure = await start({ dataDir: folder(), env: standInStore, beside: true }).catch((error: Error) => error);
    expect(failure)
      .to.be.instanceOf(Error)
      .with.property('message')
      .that.matches(/^No Redis answers on port \d+: first run npm run dev:infra/);
  });
});
