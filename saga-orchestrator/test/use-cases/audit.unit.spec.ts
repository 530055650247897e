import { status as Status } from '@grpc/grpc-js';
import { Problem, unavailable } from '@shop/common/errors';
import { expect } from 'chai';
import { auditAll, type AuditParts } from '../../src/use-cases/audit.js';

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
  /** The connection is lost behind each message. */
  breaking?: boolean;
  /** It takes no notice of `after`. */
  older?: boolean;
  charges?: Error;
}

/** Everything but the orders, of which each is cancelled and sound. */
function parts({ breaking = false, older = false, charges }: Script): AuditParts & { opened: string[] } {
  const opened: string[] = [];
  async function* orders(_: string, { orderIds, after }: { orderIds: string[]; after: string }) {
    if (orderIds.length > 0) return void (yield* orderIds.map(order));
    opened.push(after);
    for (const id of ids.filter((each) => older || each > after)) {
      yield order(id);
      if (breaking && id > after) throw unavailable('broken off');
    }
  }
  async function* payments(method: string) {
    if (method === 'AuditCharges' && charges) throw charges;
    yield* [];
  }
  return {
    opened,
    clients: { orders: { stream: orders }, payments: { stream: payments }, stock: { async *stream() {} } },
    sagas: { sagasOf: async (of: string[]) => of.map(saga), async *orders() {} },
    kept: { forgets: false, cutoff: () => 0 },
  } as unknown as AuditParts & { opened: string[] };
}
const faultsOf = async (script: Script) =>
  (await auditAll(parts(script))).checks.filter(({ ok }) => !ok).map(({ detail }) => detail);

describe('an audit of everything', () => {
  for (const older of [false, true])
    it(`looks at each order once when the list breaks off, from ${older ? 'an earlier' : 'this'} release`, async () => {
      const broken = parts({ breaking: true, older });
      const { ok, checks } = await auditAll(broken);
      expect(checks.find(({ name }) => name.includes('place-order'))?.detail).to.equal('4 looked at');
      expect([ok, broken.opened]).to.deep.equal([true, ['', 'a', 'b', 'c', 'd']]);
    }).timeout(10_000);

  it('says so when the provider cannot be asked for its charges', async () => {
    expect(await faultsOf({ charges: unavailable('no answer') })).to.deep.equal([
      '1 of 0: the provider could not be asked for all of its charges',
    ]);
  });

  it('does without them while payment-service is of an earlier release', async () => {
    const cause = Object.assign(new Error('unknown method'), { code: Status.UNIMPLEMENTED });
    expect(await faultsOf({ charges: new Problem(503, 'SERVICE_UNAVAILABLE', { cause }) })).to.deep.equal([]);
  });
});
