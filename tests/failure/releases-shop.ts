import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { JsonObject } from '@shop/testkit/json';
import { until } from '@shop/testkit/until';
import { expect } from 'chai';
import { objectsIn } from '../deploy/k8s.js';
import { armingOf, type Arming } from '../support/arming.js';
import { alterEngine, buildRelease, pointTo } from '../support/releases.js';
import { ADDRESS, CARD, startShop, type Person, type Shop } from '../support/shop.js';
import { steadyLoad } from '../support/steady-load.js';
import { SAGAS, stepsOf, type Name } from './releases.js';

export const REPLICAS = [1, 2];
export const DEADLINE_MS = 120_000;
/** How many orders are checked in each state of the rollout. */
export const ORDERS = 6;
const PER_SECOND = 2;
/** How many consecutive sagas must have one version before all replicas count as using it. */
const LATEST = 8;

/** An order that is paid later. */
export const unpaid = { items: [{ productId: 'product-1', quantity: 1 }], shippingAddress: ADDRESS };

export interface Saga {
  readonly id: string;
  readonly orderId: string;
  readonly version: number;
  readonly state: string;
  readonly steps: readonly { readonly name: string; readonly status: string }[];
  readonly createdAt: string;
  readonly updatedAt: string;
}

/**
 * Has a shop whose replicas of saga-orchestrator run the release `old`, under a steady load of orders, run during the tests of the
 * enclosing `describe`.
 */
export function withRollOut() {
  let folder: string;
  let shop: Shop;
  let ann: Person;
  let admin: Person;
  let faults: Arming;
  let load: ReturnType<typeof steadyLoad>;
  const releases = {} as Record<Name, string>;
  const figures: string[] = [];
  const programOf = (replica: number) => join(folder, `replica-${replica}`);

  before(async () => {
    folder = await mkdtemp(join(tmpdir(), 'shop-releases-'));
    for (const [name, sagas] of Object.entries(SAGAS)) releases[name as Name] = buildRelease(join(folder, name), sagas);
    alterEngine(releases.newer, 'core/event-kinds.js', 'const KINDS = {', 'const KINDS = { weighed: true,');
    for (const replica of REPLICAS) pointTo(releases.old, programOf(replica));
    shop = await startShop({
      env: { FAULT_INJECTION: 'on' },
      replicas: { 'saga-orchestrator': REPLICAS.length },
      longestRestartMs: 200,
      alter: (specs) =>
        specs.map((spec) =>
          spec.name === 'saga-orchestrator' ? { ...spec, entry: join(programOf(spec.replica), 'dist/main.js') } : spec,
        ),
    });
    [ann, admin] = await Promise.all([shop.register(), shop.admin()]);
    faults = armingOf(shop, admin);
    await admin.call('POST', '/api/products/product-1/restock', { quantity: 100_000 });
    const card = { paymentMethod: 'credit_card', cardDetails: CARD };
    const paid = { ...unpaid, paymentMethodId: (await ann.call('POST', '/api/payment-methods', card)).body['id'] };
    load = steadyLoad(PER_SECOND, () => ann.call('POST', '/api/orders', paid));
  });
  after(async () => {
    await load?.stop().catch(() => undefined);
    await shop?.stop();
    await rm(folder, { recursive: true, force: true });
    console.log(`\n${figures.join('\n')}`);
  });

  const pidOf = (replica: number) =>
    shop.stack.processes.find((each) => each.name === 'saga-orchestrator' && each.replica === replica)!.pid;
  /** Runs a release's gate as its init container does. */
  const gate = async (name: Name, args: readonly string[] = []): Promise<{ code: number; output: string }> => {
    const env = { PATH: process.env['PATH'] ?? '', MONGODB_URI: shop.database('sagas') };
    const gating = spawn(process.execPath, ['dist/gate.js', ...args], { cwd: releases[name], env });
    let output = '';
    for (const stream of [gating.stdout, gating.stderr]) stream.on('data', (data: Buffer) => (output += String(data)));
    const [code] = (await once(gating, 'close')) as [number];
    return { code, output };
  };
  const [initContainer] = objectsIn('base').find(
    ({ kind, metadata }) => kind === 'Deployment' && metadata.name === 'saga-orchestrator',
  )!.spec['template'].spec.initContainers as { command: string[] }[];
  expect(initContainer!.command.slice(0, 2)).to.deep.equal(['node', 'dist/gate.js']);
  const asDeployed = initContainer!.command.slice(2);
  const start = async (replica: number, name: Name) => {
    const pid = pidOf(replica);
    pointTo(releases[name], programOf(replica));
    shop.stack.kill('saga-orchestrator', 'SIGTERM', replica);
    await until('the other release is started', () => pidOf(replica) && pidOf(replica) !== pid);
  };
  /** Deploys the release to the replica, as a rolling deployment does: first the init container. */
  const roll = async (replica: number, name: Name) => {
    const { code, output } = await gate(name, asDeployed);
    expect(code, output).to.equal(0);
    await start(replica, name);
    await shop.stack.waitReady('saga-orchestrator', replica);
  };

  const listed = async (path: string, person = admin): Promise<JsonObject[]> => {
    const items: JsonObject[] = [];
    for (let cursor = ''; ;) {
      const { status, body } = await person.call('GET', `${path}limit=100${cursor}`);
      expect(status, JSON.stringify(body)).to.equal(200);
      items.push(...body['items']);
      if (!body['nextCursor']) return items;
      cursor = `&cursor=${body['nextCursor']}`;
    }
  };
  const sagaOf = async (orderId: string) => (await admin.call('GET', `/api/sagas/${orderId}`)).body as unknown as Saga;
  /** Waits until the next orders of the load have completed; returns their sagas. */
  const nextOrders = async (stage: string, count = ORDERS): Promise<Saga[]> => {
    const from = performance.now();
    const mine = () => load.answered.filter(({ sentAt }) => sentAt >= from);
    await until('more orders are answered', () => mine().length >= count, DEADLINE_MS);
    const answers = mine();
    const ids = answers.map(({ reply }) => reply.body['id'] as string);
    const completed = async (id: string) => {
      const saga = await sagaOf(id);
      if (saga.state === 'COMPLETED') return saga;
      throw new Error(JSON.stringify(saga));
    };
    const sagas = await Promise.all(
      ids.map((id) => until(`the saga of ${id} is completed`, () => completed(id), DEADLINE_MS, 200)),
    );
    // lists include sagas of every release
    const all = (await listed(`/api/sagas?userId=${ann.id}&`)).map(({ orderId }) => orderId as string);
    expect(all).to.include.members(ids);
    const slowest = (times: number[]) => Math.round(Math.max(...times));
    figures.push(
      `${stage}: ${ids.length} orders, slowest answer ${slowest(answers.map(({ tookMs }) => tookMs))} ms, ` +
        `slowest saga ${slowest(sagas.map(({ createdAt, updatedAt }) => Date.parse(updatedAt) - Date.parse(createdAt)))} ms`,
    );
    for (const saga of sagas) expect(saga.steps).to.have.length(stepsOf[saga.version]!);
    return sagas;
  };
  /** Waits until new sagas have this version at every replica: replicas notice a release one after the other. */
  const begins = (version: number) =>
    until(
      `new sagas begin with version ${version}`,
      async () => {
        const { body } = await admin.call('GET', `/api/sagas?userId=${ann.id}&limit=${LATEST}`);
        return (body['items'] as Saga[]).every((saga) => saga.version === version);
      },
      DEADLINE_MS,
    );

  return {
    get shop() {
      return shop;
    },
    get ann() {
      return ann;
    },
    get admin() {
      return admin;
    },
    get faults() {
      return faults;
    },
    get load() {
      return load;
    },
    /** What the run has measured, for people. */
    figures,
    /** The arguments of the gate in the manifest. */
    asDeployed,
    gate,
    start,
    roll,
    listed,
    sagaOf,
    nextOrders,
    begins,
  };
}
