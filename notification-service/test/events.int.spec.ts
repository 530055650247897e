import { mock } from 'node:test';
import { anEvent } from '@shop/testkit/events/an-event';
import { memoryCursors } from '@shop/testkit/events/memory-cursors';
import { MemorySource } from '@shop/testkit/events/memory-source';
import { startReader } from '@shop/common/events/reader';
import { Faults } from '@shop/common/faults';
import { createMetrics } from '@shop/common/metrics';
import { silentLogger } from '@shop/common/logging/logger';
import type { EventType, OrderData, PaymentData } from '@shop/protos/events';
import { until } from '@shop/testkit/until';
import { expect } from 'chai';
import { MAILED_TYPES } from '../dist/use-cases/mail-of-event.js';
import { startService, type Service } from './support/service.js';
import { startSmtp, type Smtp } from '@shop/testkit/smtp';

const at = new Date().toISOString();
const order = (id: string, userId: string, more: Partial<OrderData> = {}): OrderData => ({
  id,
  userId,
  status: 'CONFIRMED',
  items: [{ productId: 'product-1', name: 'A <mug>', quantity: 2, price: 14.5 }],
  totalAmount: 29,
  currency: 'USD',
  shippingAddress: { street: 'Secret Street 1', city: 'Seoul', zipCode: '12345' },
  history: [],
  createdAt: at,
  updatedAt: at,
  ...more,
});
const payment = (orderId: string, userId: string): PaymentData => ({
  id: `payment-${orderId}`,
  orderId,
  userId,
  status: 'PARTIALLY_REFUNDED',
  amount: 29,
  refundedAmount: 10,
  currency: 'USD',
  card: { brand: 'visa', last4: '4242' },
  history: [],
  createdAt: at,
  updatedAt: at,
});
const event = (id: string, type: EventType, data: OrderData | PaymentData, time = at) => ({
  ...anEvent(id),
  type,
  time,
  data,
});

describe('mails of events', function () {
  this.timeout(60_000);
  let smtp: Smtp;
  let service: Service;
  before(async () => {
    smtp = await startSmtp();
    service = await startService({ SMTP_URL: smtp.url });
  });
  after(async () => {
    await service?.stop();
    await smtp?.stop();
  });

  it('are sent once for each event of interest to a customer, however often it is read, in the customer’s language', async () => {
    const source = new MemorySource('order-service');
    const reader = startReader({
      name: 'mails',
      source,
      cursors: memoryCursors(),
      handle: (each) => service.app.onEvent(each),
      types: async () => MAILED_TYPES,
      begin: 'oldest',
      logger: silentLogger(),
      metrics: createMetrics('test'),
      faults: new Faults(false),
      faultPrefix: 'test',
    });
    const began = new Date(Date.now() - 1000);
    const long = new Date(Date.now() - 4 * 24 * 3_600_000).toISOString();
    source.append(
      event('e1', 'order.created', order('order-1', 'ann')),
      event('e2', 'order.confirmed', order('order-1', 'ann')),
      event('e3', 'order.cancelled', order('order-2', 'koala', { cancelReason: 'OUT_OF_STOCK' })),
      event('e4', 'payment.captured', payment('order-1', 'ann')),
      event('e5', 'payment.refunded', payment('order-1', 'ann')),
      event('e6', 'order.confirmed', order('order-3', 'ann'), long),
      event('e7', 'order.confirmed', order('order-4', 'gone')),
      event('e8', 'order.confirmed', order('order-5', 'old')),
      event('e9', 'payment.refund_failed', {
        ...payment('order-1', 'ann'),
        refundedAmount: 0,
        history: [{ type: 'refund_failed', amount: 10, at }],
      }),
    );
    const state = async (id: string) => (await service.mail(id))?.['state'];
    const ids = [
      'order-confirmed.e2',
      'order-cancelled.e3',
      'payment-refunded.e5',
      'order-confirmed.e8',
      'refund-failed.e9',
    ];
    for (const id of ids) await until(`${id} is sent`, async () => (await state(id)) === 'SENT', 20_000);
    await until(
      'the mail without a recipient is dropped',
      async () => (await state('order-confirmed.e7')) === 'DROPPED',
    );
    await reader.replay(began);
    await until('all are read again', async () => (await state('order-confirmed.e8')) === 'SENT');
    await reader.close();
    expect(await service.mail('order-confirmed.e6')).to.equal(undefined);
    expect(smtp.taken.map(({ to }) => to[0]).sort()).to.deep.equal(
      ['ann@example.com', 'ann@example.com', 'ann@example.com', 'koala@example.com', 'old@example.com'].sort(),
    );
    const all = smtp.taken.map(({ raw }) => raw).join('\n');
    expect(all).to.match(/did not accept the refund of \$10\.00/);
    expect(all).to.include('Subject: Your order order-1 is confirmed').and.include('2 =C3=97 A <mug>');
    expect(all)
      .to.match(/Content-Language: ko/)
      .and.not.include('Secret Street');
  });

  it('that are due together are sent together, and the recipients asked for in one call', async () => {
    const ids = [
      'gone',
      'disabled',
      ...Array.from({ length: 22 }, (_, n) => `together-${'abcdefghijklmnopqrstuv'[n]}`),
    ];
    const before = service.asked.length;
    await Promise.all(ids.map((id) => service.app.onEvent(event(`e-${id}`, 'order.confirmed', order(`o-${id}`, id)))));
    const states = async () => {
      const mails = await Promise.all(ids.map((id) => service.mail(`order-confirmed.e-${id}`)));
      return mails.map((mail) => mail?.['state']);
    };
    const expected = ids.map((id) => (['gone', 'disabled'].includes(id) ? 'DROPPED' : 'SENT'));
    await until('all have ended', async () => expect(await states()).to.deep.equal(expected));
    for (const id of ids)
      expect(smtp.taken.filter(({ to }) => to.includes(`${id}@example.com`))).to.have.length(
        ['gone', 'disabled'].includes(id) ? 0 : 1,
      );
    const asked = service.asked.slice(before);
    expect(asked.flat().sort()).to.deep.equal([...ids].sort());
    expect(asked.length).to.be.at.most(ids.length / 2);
  });

  it('leave out a name that looks like a link', async () => {
    await service.app.onEvent(event('link', 'order.confirmed', order('order-link', 'link')));
    await until('it is sent', async () => (await service.mail('order-confirmed.link'))?.['state'] === 'SENT');
    const [raw = ''] = smtp.taken.filter(({ to }) => to.includes('link@example.com')).map(({ raw }) => raw);
    expect(raw).to.include('Hello,').and.not.include('evil');
  });

  it('of cancellations by the customer are twenty an hour at most, others have no limit', async () => {
    const cancelled = (n: number, cancelReason: string) =>
      event(`c${n}`, 'order.cancelled', order(`order-c${n}`, 'cancels', { cancelReason }));
    const ended = async (n: number) => {
      const mail = await until(`mail ${n} has ended`, async () => {
        const found = await service.mail(`order-cancelled.c${n}`);
        return found?.['endedAt'] ? found : undefined;
      });
      return [mail['state'], mail['reason']];
    };
    for (let n = 1; n <= 21; n++) await service.app.onEvent(cancelled(n, 'CUSTOMER_CANCELLED'));
    await service.app.onEvent(cancelled(22, 'ADMIN_CANCELLED'));
    expect(await ended(20)).to.deep.equal(['SENT', undefined]);
    expect(await ended(21)).to.deep.equal(['DROPPED', 'TOO_MANY']);
    expect(await ended(22)).to.deep.equal(['SENT', undefined]);
  });

  it('of cancellations are as many of those that came up in the same millisecond', async () => {
    const ids = Array.from({ length: 25 }, (_, n) => `m${n + 10}`);
    mock.timers.enable({ apis: ['Date'], now: Date.now() });
    try {
      for (const id of ids)
        await service.app.onEvent(
          event(id, 'order.cancelled', order(`order-${id}`, 'crowd', { cancelReason: 'CUSTOMER_CANCELLED' })),
        );
    } finally {
      mock.timers.reset();
    }
    const states = await Promise.all(
      ids.map((id) =>
        until(`mail ${id} has ended`, async () => {
          const mail = await service.mail(`order-cancelled.${id}`);
          return mail?.['endedAt'] ? mail['state'] : undefined;
        }),
      ),
    );
    expect(states).to.deep.equal([...Array(20).fill('SENT'), ...Array(5).fill('DROPPED')]);
  });
});
