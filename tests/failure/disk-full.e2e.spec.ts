import { randomUUID } from 'node:crypto';
import { symlink } from 'node:fs/promises';
import { join } from 'node:path';
import { expect } from 'chai';
import { placeUntilTaken } from '../support/until-answered.js';
import { ADDRESS, auditIsClean, CARD, startShop, type Person, type Reply, type Shop } from '../support/shop.js';
import { mountSmallDisk, type SmallDisk } from '../support/small-disk.js';

const MEBIBYTES = 48;
const TRIES = 60;

describe("the store's disk is full", function () {
  this.timeout(240_000);
  let disk: SmallDisk | void;
  let why = '';
  let shop: Shop;
  let ann: Person;
  let admin: Person;
  let paymentMethodId: string;

  before(async () => {
    disk = await mountSmallDisk(MEBIBYTES).catch((error: Error) => void (why = error.message));
    if (!disk) return;
    const { folder } = disk;
    const prepare = (dataDir: string) => symlink(folder, join(dataDir, 'mongo-lite'));
    shop = await startShop({ ownStore: true, prepare, longestRestartMs: 500 });
    [ann, admin] = await Promise.all([shop.register(), shop.admin()]);
    const card = await ann.call('POST', '/api/payment-methods', { paymentMethod: 'credit_card', cardDetails: CARD });
    paymentMethodId = card.body['id'] as string;
  });
  after(async () => {
    await disk?.free();
    await shop?.stop();
    await disk?.unmount();
  });

  it('clients get an error, nothing acknowledged is lost, and orders complete once there is space', async function () {
    if (!disk) {
      console.log(`    not run: a small disk cannot be mounted here (${why.trim()})`);
      return this.skip();
    }
    const order = { items: [{ productId: 'product-1', quantity: 1 }], shippingAddress: ADDRESS, paymentMethodId };
    const keys: string[] = [];
    const acknowledged: string[] = [];
    const place = async (): Promise<Reply> => {
      const key = randomUUID();
      keys.push(key);
      const reply = await ann.call('POST', '/api/orders', order, { 'idempotency-key': key });
      if (reply.status < 300) acknowledged.push(reply.body['id'] as string);
      return reply;
    };
    await place();
    await disk.fill();
    let answer: Reply | undefined;
    for (let tries = 0; tries < TRIES && (answer?.status ?? 0) < 500; tries++) answer = await place();
    expect(answer!.status, JSON.stringify(answer!.body)).to.be.within(500, 504);
    expect(answer!.headers.get('content-type')).to.include('application/problem+json');
    expect(answer!.body['code']).to.be.oneOf(['SERVICE_UNAVAILABLE', 'TIMED_OUT', 'INTERNAL_ERROR']);

    await disk.free();
    for (const key of keys) {
      const { body } = await placeUntilTaken(ann, order, key);
      if (!acknowledged.includes(body['id'])) acknowledged.push(body['id'] as string);
    }
    expect(acknowledged).to.have.length(keys.length);
    for (const id of acknowledged) await shop.awaitOutcome(ann, id, 'CONFIRMED', 60_000);
    await auditIsClean(admin, 60_000);
  });
});
