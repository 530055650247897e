import { status as Status } from '@grpc/grpc-js';
import { Problem, unavailable } from '@shop/common/errors';
import { expect } from 'chai';
import { auditAll, type AuditParts } from '../../dist/use-cases/audit.js';

const ids = ['a', 'b', 'c', 'd'];
const order = (id: string) => ({
  id,
  status: 'CANCELLED',
  stock: 'NONE',
  totalMinor: 1,
  lines: [],
  tombstone: false,
  updatedAtMs: 1,
  startPending: false,
  paidChanges: [],
  otherLines: [],
});
const saga = (orderId: string) => ({
  id: orderId,
  type: 'place-order',
  orderId,
  state: 'COMPENSATED',
  nextActionAt: null,
  updatedAt: 1,
});

interface Script {
  /** Whether the connection is lost after each message. */
  breaking?: boolean;
  /** Whether it is an earlier release that ignores `after`. */
  older?: boolean;
  charges?: Error;
  chargePages?: number;
  /** Orders that order-service knows. */
  known?: readonly string[];
  withSagas?: readonly string[];
  paid?: readonly string[];
  holding?: readonly string[];
}

interface Scripted extends AuditParts {
  opened: string[];
  /** Ids for which order-service was asked one by one. */
  asked: string[];
}

/** A shop in which each known order is cancelled and correct. */
function parts({
  breaking = false,
  older = false,
  charges,
  chargePages = 0,
  known = ids,
  withSagas = known,
  paid = [],
  holding = [],
}: Script): Scripted {
  const opened: string[] = [];
  const asked: string[] = [];
  async function* orders(_: string, { orderIds, after }: { orderIds: string[]; after: string }) {
    if (orderIds.length > 0) {
      asked.push(...orderIds);
      return void (yield* orderIds.filter((id) => known.includes(id)).map(order));
    }
    opened.push(after);
    for (const id of known.filter((each) => older || each > after)) {
      yield order(id);
      if (breaking && id > after) throw unavailable('broken off');
    }
  }
  async function* payments(method: string, { orderIds }: { orderIds: string[] }) {
    if (method === 'AuditCharges') for (let page = 0; page < chargePages; page++) yield { looked: 1, unknown: [] };
    if (method === 'AuditCharges' && charges) throw charges;
    if (method !== 'Audit') return;
    // their ids sort differently from those of their orders
    const those = paid.filter((id) => orderIds.length === 0 || orderIds.includes(id));
    yield* those
      .toReversed()
      .map((orderId, i) => ({ tombstone: true, changes: [], payment: { id: `p${i}`, orderId } }));
  }
  async function* stock() {
    if (holding.length === 0) return;
    const holds = holding.map((orderId) => ({ orderId, quantity: 1 }));
    yield { productId: 'pen', available: 0, reserved: holds.length, sold: 0, stocked: holds.length, holds };
  }
  const sagas = withSagas.map(saga);
  return {
    opened,
    asked,
    clients: { orders: { stream: orders }, payments: { stream: payments }, stock: { stream: stock } },
    sagas: {
      sagasOf: async (of: string[]) => sagas.filter(({ orderId }) => of.includes(orderId)),
      ordersWithSagas: async (of: string[]) => new Set(of.filter((id) => withSagas.includes(id))),
      async *all() {
        yield* sagas;
      },
    },
    kept: { forgets: false, cutoff: () => 0 },
  } as unknown as Scripted;
}
const faultsOf = async (script: Script) =>
  (await auditAll(parts(script))).checks.filter(({ ok }) => !ok).map(({ detail }) => detail);

describe('an audit of everything', () => {
  for (const older of [false, true])
    it(`checks each order once when the list breaks off, from ${older ? 'an earlier' : 'this'} release`, async () => {
      const broken = parts({ breaking: true, older });
      const { ok, checks } = await auditAll(broken);
      expect(checks.find(({ name }) => name.includes('place-order'))?.detail).to.equal('4 looked at');
      expect([ok, broken.opened]).to.deep.equal([true, ['', 'a', 'b', 'c', 'd']]);
    }).timeout(10_000);

  it('does not request an order again that it has read, whatever else names it', async () => {
    const read = parts({ paid: ids });
    expect((await auditAll(read)).suspects).to.deep.equal([]);
    expect(read.asked).to.deep.equal([]);
  });

  it('finds sagas, payments and holds of an order that does not exist', async () => {
    const withSagas = ['0', '0', 'a', 'b', 'bb', 'c', 'd', 'e', 'e'];
    const shop = parts({ withSagas, paid: ['b', 'bb', 'cc', 'e'], holding: ['c0', 'cc', 'e'] });
    const { suspects, checks } = await auditAll(shop);
    expect(suspects).to.have.members(['c0', 'cc', 'e']);
    expect(checks.find(({ name }) => name.startsWith('holds'))!.detail).to.match(/^3 of 1: product pen is held by/);
    // those that break no rule are checked as well
    expect(new Set(shop.asked)).to.deep.equal(new Set(['0', 'bb', 'e', 'cc', 'c0']));
  });

  it('reports when the provider cannot list its charges', async () => {
    expect(await faultsOf({ charges: unavailable('no answer') })).to.deep.equal([
      '1 of 0: the provider could not be asked for all of its charges',
    ]);
  });

  it('reports progress after each page of charges, and ends when that throws', async () => {
    let reports = 0;
    const stop = new Error('stopped');
    const progress = () => {
      if (++reports === 4) throw stop;
    };
    // one page of orders, then those of charges
    const failure = await auditAll(parts({ chargePages: 9 }), progress).catch((error: unknown) => error);
    expect(failure).to.equal(stop);
    reports = 10;
    expect((await auditAll(parts({ chargePages: 9 }), progress)).ok).to.equal(true);
    expect(reports).to.equal(20);
  });

  it('skips the charges while payment-service is of an earlier release', async () => {
    const cause = Object.assign(new Error('unknown method'), { code: Status.UNIMPLEMENTED });
    expect(await faultsOf({ charges: new Problem(503, 'SERVICE_UNAVAILABLE', { cause }) })).to.deep.equal([]);
  });
});
