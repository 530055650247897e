import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { until } from '@shop/testkit/until';
import { expect } from 'chai';
import mongoose from 'mongoose';
import { auditIsClean, CARD } from '../support/shop.js';
import { countedBy } from '../support/steady-load.js';
import { NEW, OLD, stepsOf } from './releases.js';
import { DEADLINE_MS, ORDERS, REPLICAS, unpaid, withRollOut, type Saga } from './releases-shop.js';

describe('two releases of saga-orchestrator as processes of one shop, under a steady load of orders', function () {
  this.timeout(400_000);
  const at = withRollOut();

  const versionsOf = (sagas: readonly Saga[]) => [...new Set(sagas.map(({ version }) => version))].sort();
  const placed: string[] = [];
  const place = async (order: object): Promise<string> => {
    const { status, body } = await at.ann.call('POST', '/api/orders', order);
    expect(status, JSON.stringify(body)).to.be.oneOf([201, 202]);
    placed.push(body['id'] as string);
    return body['id'] as string;
  };
  const pay = async (orderId: string) =>
    (
      await at.ann.call('POST', '/api/payments', {
        orderId,
        amount: 29.99,
        paymentMethod: 'credit_card',
        cardDetails: CARD,
      })
    ).status;
  const isConfirmed = (id: string) => at.shop.awaitOutcome(at.ann, id, 'CONFIRMED', DEADLINE_MS);
  const labelOf = (replica: number) => (replica === 1 ? 'saga-orchestrator' : `saga-orchestrator-${replica}`);
  const linesOf = async (replica: number) =>
    (await readFile(join(at.shop.dataDir, 'logs', `${labelOf(replica)}.log`), 'utf8')).split('\n');
  const unknownAt = async (replica: number) => {
    const text = await (await fetch(`${at.shop.stack.urls[labelOf(replica)]}/metrics`)).text();
    return Number(new RegExp(`saga_unknown\\{type="place-order",version="${NEW}"[^}]*\\} (\\d+)`).exec(text)?.[1] ?? 0);
  };

  /** Appends an entry to a saga's journal and wakes the saga. */
  const writeLine = async (sagaId: string, line: object) => {
    const store = await mongoose.createConnection(at.shop.database('sagas')).asPromise();
    const change = { $push: { journal: line }, $set: { nextActionAt: Date.now() } } as never;
    await store.collection<{ _id: string }>('sagas').updateOne({ _id: sagaId }, change);
    await store.close();
  };

  const waiting = { first: '', last: '', second: [] as string[] };
  let running = '';

  it('old alone: new sagas have the old version', async () => {
    [waiting.first, waiting.last] = [await place(unpaid), await place(unpaid)];
    expect(versionsOf(await at.nextOrders('old'))).to.deep.equal([OLD]);
    expect((await at.gate('both')).output).to.match(/^Go ahead/);
  });

  it('new beside old: no new saga has the new version yet, and every order completes', async () => {
    await at.roll(2, 'both');
    expect(versionsOf(await at.nextOrders('old and new'))).to.deep.equal([OLD]);
  });

  it('new alone: new sagas have the new version, and older ones complete with their own steps', async () => {
    await at.roll(1, 'both');
    await at.begins(NEW);
    expect(versionsOf(await at.nextOrders('new'))).to.deep.equal([NEW]);
    expect(await pay(waiting.first)).to.equal(201);
    await isConfirmed(waiting.first);
    const { version, steps } = await at.sagaOf(waiting.first);
    expect([version, steps.length]).to.deep.equal([OLD, stepsOf[OLD]]);
  });

  it('half rolled back: the old release starts, and sagas of the new version continue at the other replica', async () => {
    waiting.second = await Promise.all(Array.from({ length: 4 }, () => place(unpaid)));
    running = await place(unpaid);
    await at.faults.arm('payment-service', {
      at: 'payment.authorize.before',
      do: 'unavailable',
      times: 1_000,
      orderId: running,
    });
    const paying = pay(running);
    const strict = await at.gate('old');
    expect(strict.code).to.equal(1);
    expect(strict.output).to.match(
      new RegExp(`place-order version ${NEW} has \\d+ live sagas and no definition in this release`),
    );
    expect((await at.gate('old', at.asDeployed)).output).to.match(
      new RegExp(`version ${NEW} has \\d+ live sagas, which wait until`),
    );
    await at.roll(1, 'old');
    await at.begins(OLD);
    expect(versionsOf(await at.nextOrders('rolled back half'))).to.deep.equal([OLD]);
    expect(await paying).to.equal(202);
    const paidNow = waiting.second.shift()!;
    expect(await pay(paidNow)).to.equal(201);
    await isConfirmed(paidNow);
    expect((await at.sagaOf(paidNow)).version).to.equal(NEW);
  });

  it('rolled back: the old release skips sagas of the new version without errors, counts them, and delays no others', async () => {
    await at.roll(2, 'old');
    const said = await Promise.all(REPLICAS.map(linesOf));
    const paying = pay(waiting.second[0]!);
    expect(versionsOf(await at.nextOrders('rolled back', 2 * ORDERS))).to.deep.equal([OLD]);
    const left = waiting.second.length + 1;
    for (const replica of REPLICAS) expect(await unknownAt(replica)).to.equal(left);
    const { body } = await at.admin.call('GET', '/api/sagas/summary');
    const [unknown, ...others] = body['unknown'] as object[];
    expect(others).to.deep.equal([]);
    expect(unknown).to.include({ type: 'place-order', version: NEW, count: left, elsewhere: false });
    expect((await at.sagaOf(running)).state).to.equal('RUNNING');
    // a payment for one is stored, a cancellation is refused temporarily
    expect(await paying).to.equal(202);
    const cancelled = await at.ann.call('POST', `/api/orders/${waiting.second[1]}/cancel`);
    expect([cancelled.status, cancelled.body['code']]).to.deep.equal([503, 'SERVICE_UNAVAILABLE']);
    expect(cancelled.headers.get('retry-after')).to.match(/^[1-9]/);
    expect(cancelled.body).to.not.have.property('elsewhere');
    const lines = (await Promise.all(REPLICAS.map(linesOf))).flatMap((all, n) => all.slice(said[n]!.length));
    expect(lines.filter((line) => /"level":"(warn|error|fatal)"/.test(line))).to.deep.equal([]);
  });

  it('rolled forward: sagas of the new version complete', async () => {
    await at.faults.disarm('payment-service');
    await at.roll(2, 'both');
    const since = Date.now();
    await isConfirmed(running);
    await isConfirmed(waiting.second[0]!);
    at.figures.push(`rolled forward half: what had stood still ended within ${Date.now() - since} ms`);
    await at.roll(1, 'both');
    await at.begins(NEW);
    expect(versionsOf(await at.nextOrders('rolled forward'))).to.deep.equal([NEW]);
    for (const id of waiting.second.slice(1)) {
      expect(await pay(id)).to.equal(201);
      await isConfirmed(id);
    }
  });

  it('a journal that only a newer release can read: its saga continues within seconds of the upgrade, whatever its backoff', async () => {
    const id = await place(unpaid);
    await until('it waits', async () => (await at.sagaOf(id)).state === 'WAITING', DEADLINE_MS);
    await writeLine(id, { type: 'weighed', at: Date.now() });
    const restOf = async () => {
      const { body } = await at.admin.call('GET', `/api/sagas/${id}/jobs`);
      return Date.parse(body['items'][0].runsAt) - Date.now();
    };
    await until('its backoff is long', async () => (await restOf()) > 12_000, 2 * DEADLINE_MS);
    await at.roll(2, 'newer');
    const since = Date.now();
    await until('it has run, and waits until its deadline', async () => (await restOf()) > 300_000, DEADLINE_MS);
    at.figures.push(`a newer release: what had stood still was run within ${Date.now() - since} ms`);
    expect(Date.now() - since).to.be.lessThan(12_000);
    expect(await pay(id)).to.equal(201);
    await isConfirmed(id);
  });

  it('a definition that changed without a new version: the gate refuses it, and the process refuses to start without the gate', async () => {
    const { code, output } = await at.gate('changed', at.asDeployed);
    expect(code).to.equal(1);
    expect(output).to.include(`saga place-order version ${OLD} (authorize-payment) was changed under its version`);
    const before = (await linesOf(2)).length;
    await at.start(2, 'changed');
    const refusals = async () => (await linesOf(2)).slice(before).filter((line) => line.includes('Changed under its'));
    await until('it refuses to start', async () => (await refusals()).length > 0, DEADLINE_MS);
    expect((await refusals())[0]).to.include(`saga place-order version ${OLD} (authorize-payment)`);
    expect(versionsOf(await at.nextOrders('one replica refuses to start'))).to.deep.equal([NEW]);
    await at.start(2, 'both');
    await at.shop.stack.waitReady('saga-orchestrator', 2);
  });

  it('retired: the gate refuses to remove a version while it has live sagas', async () => {
    const { code, output } = await at.gate('onlyNew', at.asDeployed);
    expect(code).to.equal(1);
    expect(output).to.include(`saga place-order version ${OLD} has 1 live saga and no definition in this release`);
    await pay(waiting.last);
    await isConfirmed(waiting.last);
    await until('the gate passes', async () => (await at.gate('onlyNew', at.asDeployed)).code === 0, DEADLINE_MS);
    for (const replica of REPLICAS) await at.roll(replica, 'onlyNew');
    expect(versionsOf(await at.nextOrders('the old version retired'))).to.deep.equal([NEW]);
    const retired = await at.sagaOf(waiting.first);
    expect([retired.version, retired.state, retired.steps.length]).to.deep.equal([OLD, 'COMPLETED', stepsOf[OLD]]);
    expect((await at.ann.call('POST', `/api/orders/${waiting.first}/cancel`)).status).to.equal(202);
    await at.shop.awaitOutcome(at.ann, waiting.first, 'CANCELLED', DEADLINE_MS);
  });

  it('every order was accepted and confirmed once, and the audit is clean', async () => {
    const answers = await at.load.stop();
    expect(countedBy(answers.filter(({ reply }) => ![201, 202].includes(reply.status)))).to.deep.equal({});
    const ids = [...answers.map(({ reply }) => reply.body['id'] as string), ...placed];
    expect(new Set(ids).size).to.equal(ids.length);
    const outcomes = ids.map((id) => `${id} ${id === waiting.first ? 'CANCELLED' : 'CONFIRMED'}`);
    const ended = async () => {
      const orders = (await at.listed('/api/orders?', at.ann)).map(({ id, status }) => `${id} ${status}`);
      expect(orders).to.have.members(outcomes);
      return true;
    };
    await until('each order has its end', ended, DEADLINE_MS, 200);
    await auditIsClean(at.admin, DEADLINE_MS);
    const [sagas, payments] = await Promise.all(
      [`/api/sagas?type=place-order&userId=${at.ann.id}&`, '/api/payments?'].map((path) => at.listed(path)),
    );
    expect(sagas!.map(({ orderId }) => orderId)).to.have.members(ids);
    expect(payments!.map(({ orderId }) => orderId)).to.have.members(ids);
    const { body } = await at.shop.call('GET', '/api/products/product-1');
    expect(body['stock']['sold']).to.equal(ids.length - 1);
  });
});
