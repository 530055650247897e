import { placeOrder } from '../../saga-orchestrator/src/sagas/place-order.js';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect } from 'chai';
import mongoose from 'mongoose';
import { objectsIn } from '../deploy/k8s.js';
import { armingOf, type Arming } from '../support/arming.js';
import { alterEngine, buildRelease, pointTo, sagaSource } from '../support/releases.js';
import { ADDRESS, auditIsClean, CARD, startShop, type Person, type Shop } from '../support/shop.js';
import { countedBy, steadyLoad } from '../support/steady-load.js';
import { until } from '@shop/testkit/until';

const REPLICAS = [1, 2];
const PER_SECOND = 2;
/** How many orders are checked in each state of the rollout. */
const ORDERS = 6;
/** How many consecutive sagas must have one version before all replicas count as using it. */
const LATEST = 8;
const DEADLINE_MS = 120_000;

/** The new version checks the stock before it waits for the payment. */
const extraStep = `
  .step('check-stock', {
    command: (s) => stock.reserve({ orderId: s.id }),
    compensate: 'nothing',
    retry: surviveOutage,
  })

  .waitFor(`;
/** The version in the sources, and the next one. */
const [OLD, NEW] = [placeOrder.version, placeOrder.version + 1];
const stepsOf: Record<number, number> = { [OLD]: placeOrder.steps.length, [NEW]: placeOrder.steps.length + 1 };

/** Replaces one part of a text. Throws when the text does not contain it. */
function changed(text: string, part: string, by: string): string {
  if (!text.includes(part)) throw new Error(`place-order.ts has no ${part} any more`);
  return text.replace(part, by);
}
const first = sagaSource('place-order');
const second = changed(changed(first, `version: ${OLD}`, `version: ${NEW}`), '\n  .waitFor(', extraStep);
const both = {
  'place-order-before': first,
  'place-order': second,
  definitions: changed(
    changed(sagaSource('definitions'), '[placeOrder,', '[placeOrder, before,'),
    'import { placeOrder }',
    "import { placeOrder as before } from './place-order-before.js';\nimport { placeOrder }",
  ),
};
const SAGAS = {
  old: { 'place-order': first },
  both,
  /** The same definitions in a release whose engine knows one more kind of journal entry. */
  newer: both,
  onlyNew: { 'place-order': second },
  changed: { 'place-order': changed(first, 'payments.void(', 'payments.refund(') },
} satisfies Record<string, Record<string, string>>;
type Name = keyof typeof SAGAS;

interface Saga {
  readonly id: string;
  readonly orderId: string;
  readonly version: number;
  readonly state: string;
  readonly steps: readonly { readonly name: string; readonly status: string }[];
  readonly createdAt: string;
  readonly updatedAt: string;
}

describe('two releases of saga-orchestrator as processes of one shop, under a steady load of orders', function () {
  this.timeout(400_000);
  let folder: string;
  let shop: Shop;
  let ann: Person;
  let admin: Person;
  let faults: Arming;
  let load: ReturnType<typeof steadyLoad>;
  let paid: object;
  const releases = {} as Record<Name, string>;
  const figures: string[] = [];
  const unpaid = { items: [{ productId: 'product-1', quantity: 1 }], shippingAddress: ADDRESS };
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
    paid = { ...unpaid, paymentMethodId: (await ann.call('POST', '/api/payment-methods', card)).body['id'] };
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

  const listed = async (path: string, person = admin): Promise<Record<string, any>[]> => {
    const items: Record<string, any>[] = [];
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
  const versionsOf = (sagas: readonly Saga[]) => [...new Set(sagas.map(({ version }) => version))].sort();
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
  const placed: string[] = [];
  const place = async (order: object): Promise<string> => {
    const { status, body } = await ann.call('POST', '/api/orders', order);
    expect(status, JSON.stringify(body)).to.be.oneOf([201, 202]);
    placed.push(body['id'] as string);
    return body['id'] as string;
  };
  const pay = async (orderId: string) =>
    (
      await ann.call('POST', '/api/payments', {
        orderId,
        amount: 29.99,
        paymentMethod: 'credit_card',
        cardDetails: CARD,
      })
    ).status;
  const isConfirmed = (id: string) => shop.awaitOutcome(ann, id, 'CONFIRMED', DEADLINE_MS);
  const labelOf = (replica: number) => (replica === 1 ? 'saga-orchestrator' : `saga-orchestrator-${replica}`);
  const linesOf = async (replica: number) =>
    (await readFile(join(shop.dataDir, 'logs', `${labelOf(replica)}.log`), 'utf8')).split('\n');
  const unknownAt = async (replica: number) => {
    const text = await (await fetch(`${shop.stack.urls[labelOf(replica)]}/metrics`)).text();
    return Number(new RegExp(`saga_unknown\\{type="place-order",version="${NEW}"[^}]*\\} (\\d+)`).exec(text)?.[1] ?? 0);
  };

  /** Appends an entry to a saga's journal and wakes the saga. */
  const writeLine = async (sagaId: string, line: object) => {
    const store = await mongoose.createConnection(shop.database('sagas')).asPromise();
    const change = { $push: { journal: line }, $set: { nextActionAt: Date.now() } } as never;
    await store.collection<{ _id: string }>('sagas').updateOne({ _id: sagaId }, change);
    await store.close();
  };

  const waiting = { first: '', last: '', second: [] as string[] };
  let running = '';

  it('old alone: new sagas have the old version', async () => {
    [waiting.first, waiting.last] = [await place(unpaid), await place(unpaid)];
    expect(versionsOf(await nextOrders('old'))).to.deep.equal([OLD]);
    expect((await gate('both')).output).to.match(/^Go ahead/);
  });

  it('new beside old: no new saga has the new version yet, and every order completes', async () => {
    await roll(2, 'both');
    expect(versionsOf(await nextOrders('old and new'))).to.deep.equal([OLD]);
  });

  it('new alone: new sagas have the new version, and older ones complete with their own steps', async () => {
    await roll(1, 'both');
    await begins(NEW);
    expect(versionsOf(await nextOrders('new'))).to.deep.equal([NEW]);
    expect(await pay(waiting.first)).to.equal(201);
    await isConfirmed(waiting.first);
    const { version, steps } = await sagaOf(waiting.first);
    expect([version, steps.length]).to.deep.equal([OLD, stepsOf[OLD]]);
  });

  it('half rolled back: the old release starts, and sagas of the new version continue at the other replica', async () => {
    waiting.second = await Promise.all(Array.from({ length: 4 }, () => place(unpaid)));
    running = await place(unpaid);
    await faults.arm('payment-service', {
      at: 'payment.authorize.before',
      do: 'unavailable',
      times: 1_000,
      orderId: running,
    });
    const paying = pay(running);
    const strict = await gate('old');
    expect(strict.code).to.equal(1);
    expect(strict.output).to.match(
      new RegExp(`place-order version ${NEW} has \\d+ live sagas and no definition in this release`),
    );
    expect((await gate('old', asDeployed)).output).to.match(
      new RegExp(`version ${NEW} has \\d+ live sagas, which wait until`),
    );
    await roll(1, 'old');
    await begins(OLD);
    expect(versionsOf(await nextOrders('rolled back half'))).to.deep.equal([OLD]);
    expect(await paying).to.equal(202);
    const paidNow = waiting.second.shift()!;
    expect(await pay(paidNow)).to.equal(201);
    await isConfirmed(paidNow);
    expect((await sagaOf(paidNow)).version).to.equal(NEW);
  });

  it('rolled back: the old release skips sagas of the new version without errors, counts them, and delays no others', async () => {
    await roll(2, 'old');
    const said = await Promise.all(REPLICAS.map(linesOf));
    const paying = pay(waiting.second[0]!);
    expect(versionsOf(await nextOrders('rolled back', 2 * ORDERS))).to.deep.equal([OLD]);
    const left = waiting.second.length + 1;
    for (const replica of REPLICAS) expect(await unknownAt(replica)).to.equal(left);
    const { body } = await admin.call('GET', '/api/sagas/summary');
    const [unknown, ...others] = body['unknown'] as object[];
    expect(others).to.deep.equal([]);
    expect(unknown).to.include({ type: 'place-order', version: NEW, count: left, elsewhere: false });
    expect((await sagaOf(running)).state).to.equal('RUNNING');
    // a payment for one is stored, a cancellation is refused temporarily
    expect(await paying).to.equal(202);
    const cancelled = await ann.call('POST', `/api/orders/${waiting.second[1]}/cancel`);
    expect([cancelled.status, cancelled.body['code']]).to.deep.equal([503, 'SERVICE_UNAVAILABLE']);
    expect(cancelled.headers.get('retry-after')).to.match(/^[1-9]/);
    expect(cancelled.body).to.not.have.property('elsewhere');
    const lines = (await Promise.all(REPLICAS.map(linesOf))).flatMap((all, n) => all.slice(said[n]!.length));
    expect(lines.filter((line) => /"level":"(warn|error|fatal)"/.test(line))).to.deep.equal([]);
  });

  it('rolled forward: sagas of the new version complete', async () => {
    await faults.disarm('payment-service');
    await roll(2, 'both');
    const at = Date.now();
    await isConfirmed(running);
    await isConfirmed(waiting.second[0]!);
    figures.push(`rolled forward half: what had stood still ended within ${Date.now() - at} ms`);
    await roll(1, 'both');
    await begins(NEW);
    expect(versionsOf(await nextOrders('rolled forward'))).to.deep.equal([NEW]);
    for (const id of waiting.second.slice(1)) {
      expect(await pay(id)).to.equal(201);
      await isConfirmed(id);
    }
  });

  it('a journal that only a newer release can read: its saga continues within seconds of the upgrade, whatever its backoff', async () => {
    const id = await place(unpaid);
    await until('it waits', async () => (await sagaOf(id)).state === 'WAITING', DEADLINE_MS);
    await writeLine(id, { type: 'weighed', at: Date.now() });
    const restOf = async () => {
      const { body } = await admin.call('GET', `/api/sagas/${id}/jobs`);
      return Date.parse(body['items'][0].runsAt) - Date.now();
    };
    await until('its backoff is long', async () => (await restOf()) > 12_000, 2 * DEADLINE_MS);
    await roll(2, 'newer');
    const at = Date.now();
    await until('it has run, and waits until its deadline', async () => (await restOf()) > 300_000, DEADLINE_MS);
    figures.push(`a newer release: what had stood still was run within ${Date.now() - at} ms`);
    expect(Date.now() - at).to.be.lessThan(12_000);
    expect(await pay(id)).to.equal(201);
    await isConfirmed(id);
  });

  it('a definition that changed without a new version: the gate refuses it, and the process refuses to start without the gate', async () => {
    const { code, output } = await gate('changed', asDeployed);
    expect(code).to.equal(1);
    expect(output).to.include(`saga place-order version ${OLD} (authorize-payment) was changed under its version`);
    const before = (await linesOf(2)).length;
    await start(2, 'changed');
    const refusals = async () => (await linesOf(2)).slice(before).filter((line) => line.includes('Changed under its'));
    await until('it refuses to start', async () => (await refusals()).length > 0, DEADLINE_MS);
    expect((await refusals())[0]).to.include(`saga place-order version ${OLD} (authorize-payment)`);
    expect(versionsOf(await nextOrders('one replica refuses to start'))).to.deep.equal([NEW]);
    await start(2, 'both');
    await shop.stack.waitReady('saga-orchestrator', 2);
  });

  it('retired: the gate refuses to remove a version while it has live sagas', async () => {
    const { code, output } = await gate('onlyNew', asDeployed);
    expect(code).to.equal(1);
    expect(output).to.include(`saga place-order version ${OLD} has 1 live saga and no definition in this release`);
    await pay(waiting.last);
    await isConfirmed(waiting.last);
    await until('the gate passes', async () => (await gate('onlyNew', asDeployed)).code === 0, DEADLINE_MS);
    for (const replica of REPLICAS) await roll(replica, 'onlyNew');
    expect(versionsOf(await nextOrders('the old version retired'))).to.deep.equal([NEW]);
    const retired = await sagaOf(waiting.first);
    expect([retired.version, retired.state, retired.steps.length]).to.deep.equal([OLD, 'COMPLETED', stepsOf[OLD]]);
    expect((await ann.call('POST', `/api/orders/${waiting.first}/cancel`)).status).to.equal(202);
    await shop.awaitOutcome(ann, waiting.first, 'CANCELLED', DEADLINE_MS);
  });

  it('every order was accepted and confirmed once, and the audit is clean', async () => {
    const answers = await load.stop();
    expect(countedBy(answers.filter(({ reply }) => ![201, 202].includes(reply.status)))).to.deep.equal({});
    const ids = [...answers.map(({ reply }) => reply.body['id'] as string), ...placed];
    expect(new Set(ids).size).to.equal(ids.length);
    const outcomes = ids.map((id) => `${id} ${id === waiting.first ? 'CANCELLED' : 'CONFIRMED'}`);
    const ended = async () => {
      const orders = (await listed('/api/orders?', ann)).map(({ id, status }) => `${id} ${status}`);
      expect(orders).to.have.members(outcomes);
      return true;
    };
    await until('each order has its end', ended, DEADLINE_MS, 200);
    await auditIsClean(admin, DEADLINE_MS);
    const [sagas, payments] = await Promise.all(
      [`/api/sagas?type=place-order&userId=${ann.id}&`, '/api/payments?'].map((path) => listed(path)),
    );
    expect(sagas!.map(({ orderId }) => orderId)).to.have.members(ids);
    expect(payments!.map(({ orderId }) => orderId)).to.have.members(ids);
    const { body } = await shop.call('GET', '/api/products/product-1');
    expect(body['stock']['sold']).to.equal(ids.length - 1);
  });
});
