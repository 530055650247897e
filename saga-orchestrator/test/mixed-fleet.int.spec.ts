import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { isElsewhere, type Problem } from '@shop/common/errors';
import { silentLogger } from '@shop/common/logging/logger';
import { until } from '@shop/testkit/until';
import { expect } from 'chai';
import type mongoose from 'mongoose';
import { KNOWN_EVENTS } from 'saga-engine/core/event-kinds';
import { registry } from 'saga-engine/core/registry';
import { gate } from 'saga-engine/operations/gate';
import { cancelOrder } from '../dist/sagas/cancel-order.js';
import { placeOrder } from '../dist/sagas/place-order.js';
import { gauge, NEXT, OLD, secondVersion, withFleet } from './fleet.js';
import { startRequest } from './scripted.js';

const old = registry([placeOrder, cancelOrder]);
const both = registry([placeOrder, secondVersion(), cancelOrder]);
const onlyNew = registry([secondVersion(), cancelOrder]);
const ORPHANED = /^saga_orphaned\{[^}]*\} (\d+)$/m;
const commands = {
  [OLD]: ['create', 'reserve', 'authorize', 'confirm', 'capture'],
  [NEXT]: ['create', 'reserve', 'restock', 'authorize', 'confirm', 'capture'],
};

/** Runs the gate as a process. */
const command = async (env: Record<string, string>): Promise<{ code: number; output: string }> => {
  const args = [fileURLToPath(new URL('../dist/gate.js', import.meta.url))];
  const gating = spawn(process.execPath, args, { env: { PATH: process.env['PATH'] ?? '', ...env } });
  let output = '';
  gating.stdout.on('data', (data: Buffer) => (output += data.toString()));
  const [code] = (await once(gating, 'close')) as [number];
  return { code, output };
};

describe('orchestrators with other versions of a saga, on one database and one Redis', function () {
  this.timeout(120_000);
  const fleet = withFleet();
  const waiting: Record<string, string> = {};
  let confirmed = '';

  it('begin new sagas with the former version while one of them lacks the new one, and both finish each saga', async () => {
    await fleet.boot('old', old);
    confirmed = (await fleet.start(['old'])).id;
    waiting['first'] = (await fleet.start(['old'], false)).id;
    await fleet.boot('new', both);
    const sagas = await Promise.all(Array.from({ length: 15 }, () => fleet.start(['old', 'new'], true, 'ACCEPTED')));
    expect(sagas.map(({ version }) => version)).to.deep.equal(sagas.map(() => OLD));
    for (const { id } of sagas) await fleet.ends('new', id, 'COMPLETED');
    for (const { id } of sagas) expect(fleet.sent(id)).to.deep.equal(commands[OLD]!);
    // both report that the new version waits, and for whom
    for (const name of ['old', 'new']) {
      const waitingVersions = await until(`${name} shows it`, async () => {
        const versions = (await fleet.summary(name)).waitingVersions;
        return versions.length > 0 ? versions : undefined;
      });
      expect(waitingVersions, name).to.have.length(1);
      expect(waitingVersions[0], name).to.include({ type: 'place-order', version: NEXT, have: 1, orchestrators: 2 });
      expect(Date.now() - Date.parse(waitingVersions[0]!.since!)).to.be.within(0, 120_000);
      expect(await fleet.metric(name, gauge(`saga_version_waiting`)), name).to.equal(1);
    }
  });

  it('begin them with the new version once the last one that lacks it is gone', async () => {
    await fleet.end('old');
    await until(
      'a saga of the new version',
      async () => (await fleet.start(['new'])).version === NEXT || undefined,
      20_000,
    );
    const { id, version, state } = await fleet.start(['new']);
    expect([version, state, fleet.sent(id)]).to.deep.equal([NEXT, 'COMPLETED', commands[NEXT]!]);
    waiting['second'] = (await fleet.start(['new'], false)).id;
    await fleet.waits('new', waiting['second']);
    const { unknown, unknownEvents, waitingVersions } = await fleet.summary('new');
    expect([unknown, unknownEvents, waitingVersions]).to.deep.equal([[], [], []]);
    const shown = ['saga_version_waiting', 'saga_unknown', 'saga_unreadable'].map((name) => `^${name}{`);
    expect(await fleet.metric('new', new RegExp(`(?:${shown.join('|')}).* (\\d+)$`, 'm'))).to.equal(0);
  });

  it('permit a restart of the old release beside sagas of the new one, which it does not run but can show', async () => {
    await fleet.boot('old', old);
    await until(
      'the old version is used again',
      async () => (await fleet.start(['old', 'new'])).version === OLD || undefined,
      20_000,
    );
    const id = waiting['second']!;
    await fleet.asking(['old'], async (sagas) => {
      expect((await sagas.call('Get', { sagaId: id })).steps).to.have.length(placeOrder.steps.length + 1);
      expect((await sagas.call('List', { limit: 100 })).items!.map((each) => each.id)).to.include(id);
      expect(JSON.parse((await sagas.call('Export', { sagaId: id })).json!)).to.include({ id, version: NEXT });
      const again = await sagas.call('Start', { ...startRequest(id, { paid: false }), until: 'ACCEPTED' });
      expect([again.created, again.saga?.version]).to.deep.equal([false, NEXT]);
    });
    const refused = (await fleet.pay(['old'], id).catch((error: unknown) => error)) as Problem;
    expect([refused.status, isElsewhere(refused)]).to.deep.equal([503, true]);
    const cancelled = await fleet
      .asking(['old'], (sagas) => sagas.call('Cancel', { orderId: id, by: 'u', reason: 'CUSTOMER_CANCELLED' }))
      .catch((error: unknown) => error as Problem);
    expect((cancelled as Problem).status).to.equal(503);
    expect(await fleet.metric('old', gauge(`saga_unknown`))).to.be.greaterThan(0);
    expect(await fleet.metric('new', gauge(`saga_unknown`))).to.equal(0);
    // the other one runs them
    for (const name of ['old', 'new']) expect(await fleet.metric(name, ORPHANED), name).to.equal(0);
    const { unknown } = await fleet.summary('old');
    expect(unknown).to.have.length(1);
    expect(unknown[0]).to.include({ type: 'place-order', version: NEXT, elsewhere: true });
    expect(unknown[0]!.count).to.be.greaterThan(0);
    expect(Date.parse(unknown[0]!.oldest)).to.be.below(Date.now());
    expect((await fleet.summary('new')).unknown).to.deep.equal([]);
  });

  it('pass signals to the one that knows the saga, and continue it whichever gets the job first, under load', async () => {
    await Promise.all([
      ...Array.from({ length: 15 }, () => fleet.start(['old', 'new'], true, 'ACCEPTED')),
      fleet.pay(['old', 'new'], waiting['second']!),
      fleet.pay(['old', 'new'], waiting['first']!),
    ]);
    await fleet.ends('new', waiting['second']!, 'COMPLETED');
    await fleet.ends('old', waiting['first']!, 'COMPLETED');
    expect(fleet.sent(waiting['second']!)).to.deep.equal(commands[NEXT]!);
    expect(fleet.sent(waiting['first']!)).to.deep.equal(commands[OLD]!);
    expect(fleet.warnings.filter((line) => line.includes('A run of a saga failed'))).to.deep.equal([]);
  });

  it('skip sagas that none of them knows, and continue them when one that does is back', async () => {
    await fleet.end('old');
    await until(
      'the new version is used again',
      async () => (await fleet.start(['new'])).version === NEXT || undefined,
      20_000,
    );
    waiting['third'] = (await fleet.start(['new'], false)).id;
    await fleet.waits('new', waiting['third']);
    await fleet.pay(['new'], waiting['third']);
    const stuck = await Promise.all(Array.from({ length: 10 }, () => fleet.start(['new'], false)));
    await fleet.end('new');
    await fleet.boot('old', old);
    const at = Date.now();
    expect((await fleet.start(['old'])).state).to.equal('COMPLETED');
    expect(Date.now() - at).to.be.lessThan(10_000);
    const [left] = await until('no process has the new version', async () => {
      const { unknown } = await fleet.summary('old');
      return unknown[0]?.elsewhere === false ? unknown : undefined;
    });
    expect([left!.version, left!.count >= 10]).to.deep.equal([NEXT, true]);
    expect(await fleet.metric('old', ORPHANED)).to.equal(left!.count);
    const passage = await gate(fleet.store.uri('sagas'), old, silentLogger());
    expect(passage.passed).to.equal(false);
    expect(passage.lines.join('\n')).to.match(new RegExp(`place-order version ${NEXT} has 1\\d live sagas`));
    expect((await gate(fleet.store.uri('sagas'), old, silentLogger(), { rollback: true })).passed).to.equal(true);
    // as in a deployment, with the definitions of this release
    const { code, output } = await command({ MONGODB_URI: fleet.store.uri('sagas') });
    expect(code).to.equal(1);
    expect(output).to.match(new RegExp(`saga place-order version ${NEXT} has 1\\d live sagas`));
    expect((await command({ MONGODB_URI: '' })).code).to.equal(78);
    await fleet.boot('new', both);
    await Promise.all(stuck.map(({ id }) => fleet.pay(['old', 'new'], id)));
    for (const { id } of stuck) await fleet.ends('old', id, 'COMPLETED');
    for (const { id } of stuck) expect(fleet.sent(id)).to.deep.equal(commands[NEXT]!);
    await fleet.ends('new', waiting['third'], 'COMPLETED');
  });

  it('forget one that was killed, so that later ones do not wait for it', async () => {
    await fleet.end('old');
    const killed = {
      beat: 7,
      events: KNOWN_EVENTS,
      knows: [`place-order ${OLD}`, `cancel-order ${cancelOrder.version}`],
    };
    const writeDown = (peers: mongoose.mongo.Collection) =>
      peers.insertOne({ _id: 'killed' as never, beatAt: new Date(), ...killed });
    await fleet.stored('orchestrators', writeDown);
    await until('it is waited for', async () => (await fleet.start(['new'])).version === OLD);
    const count = () => fleet.stored('orchestrators', (peers) => peers.countDocuments({ _id: 'killed' as never }));
    await until('it is forgotten', async () => (await count()) === 0, 30_000);
    await fleet.boot('old', both);
    expect((await fleet.start(['old'])).version).to.equal(NEXT);
  });

  it('list and undo orders of the old version in a release that has only the new one', async () => {
    expect((await gate(fleet.store.uri('sagas'), onlyNew, silentLogger())).passed).to.equal(true);
    await fleet.end('old');
    await fleet.end('new');
    await fleet.boot('next', onlyNew);
    await fleet.asking(['next'], async (sagas) => {
      expect((await sagas.call('Get', { sagaId: confirmed })).steps!.map(({ status }) => status)).to.include('done');
      const { reached } = await sagas.call('Cancel', { orderId: confirmed, by: 'u', reason: 'CUSTOMER_CANCELLED' });
      expect(reached).to.equal(true);
      // nothing is left once the saga that undoes it is started
      const left = (await sagas.call('Preview', { sagaId: confirmed })).actions!.map(({ step }) => step);
      expect(left).to.deep.equal(left.length === 0 ? [] : ['follow-up']);
    });
    await until('it was undone', async () => fleet.sent(confirmed).includes('mark-cancelled') || undefined, 20_000);
    expect(fleet.sent(confirmed)).to.deep.equal([
      ...commands[OLD]!,
      'stop-changes',
      'refund-order',
      'restock',
      'mark-cancelled',
    ]);
  });
});
