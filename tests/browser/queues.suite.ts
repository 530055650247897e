import { expect } from 'chai';
import { ADDRESS, auditIsClean, CARD, newKey, type Person } from '../support/shop.js';
import { until } from '@shop/testkit/until';
import { openPage } from './chromium.js';
import type { TestSite } from './pages.e2e.spec.js';

interface Job {
  id: string;
  state: string;
  name: string;
  attempts: number;
  progress: object;
  outcome?: object;
  startedAt?: string;
  finishedAt?: string;
}

/** The BullMQ dashboard: no action of an operator there may do harm. */
export function queuesSuite(site: TestSite): void {
  let admin: Person;
  before(async () => {
    admin = await site.shop.admin();
  });
  const press = async (path: string, body?: unknown) => {
    const { status } = await admin.call('PUT', `/admin/queues/api/queues/sagas/${path}`, body ?? {});
    expect(status, path).to.be.within(200, 299);
  };
  const jobsOf = async (id: string): Promise<Job[]> =>
    (await admin.call('GET', `/api/sagas/${id}/jobs`)).body['items'] as Job[];
  const anyJob = (id: string, state: string) =>
    until(`a job of ${id} is ${state}`, async () => (await jobsOf(id)).find((job) => job.state === state), 30_000);
  const place = (person: Person, more: object = {}) =>
    person.call(
      'POST',
      '/api/orders',
      { items: [{ productId: 'product-2', quantity: 1 }], shippingAddress: ADDRESS, ...more },
      newKey(),
    );
  const cardOf = async (person: Person): Promise<string> =>
    (await person.call('POST', '/api/payment-methods', { paymentMethod: 'credit_card', cardDetails: CARD })).body['id'];
  const buy = async (person: Person): Promise<string> => {
    const { body } = await place(person, { paymentMethodId: await cardOf(person) });
    return body['id'] as string;
  };
  /** Everything that a repeated step of this order would change. */
  const effects = async (person: Person, id: string) => {
    const [order, payments, saga, journal, product] = await Promise.all([
      person.call('GET', `/api/orders/${id}`),
      person.call('GET', '/api/payments'),
      admin.call('GET', `/api/sagas/${id}`),
      admin.call('GET', `/api/sagas/${id}/journal`),
      person.call('GET', '/api/products/product-2'),
    ]);
    return [order.body, payments.body, saga.body, journal.body, product.body['stock']];
  };
  const retried = async (id: string, { id: job, finishedAt }: Job) => {
    await press(`${job}/retry`);
    await until('it has run again', async () => {
      const found = (await jobsOf(id)).find((each) => each.id === job);
      return found?.state === 'completed' && found.finishedAt !== finishedAt;
    });
  };

  it('loads nothing from other origins, and shows a job with ids only', async () => {
    const ann = await site.shop.register();
    const id = await buy(ann);
    await site.shop.awaitOutcome(ann, id, 'CONFIRMED');
    const job = await anyJob(id, 'completed');
    const { page, wrong } = await openPage(site.browser, site.origin, {
      extraHTTPHeaders: { authorization: `Bearer ${admin.token}` },
    });
    await page.goto(`${site.shop.url}/admin/queues/queue/sagas/${job.id}`);
    await page.getByText(id).first().waitFor();
    await page.getByText('Saga console').first().waitFor();
    expect(wrong).to.deep.equal([]);
    const { body } = await admin.call('GET', `/admin/queues/api/queues/sagas/${job.id}`);
    expect(body['job'].data.sagaId).to.equal(id);
    for (const name of Object.keys(body['job'].data))
      expect(name).to.be.oneOf(['sagaId', 'traceparent', 'step', 'state', 'reason']);
    for (const personal of [ann.email, 'John Doe', ADDRESS.street, CARD.number, '4242'])
      expect(JSON.stringify(body)).not.to.include(personal);
  });

  it('repeats no finished step when a completed job is retried', async () => {
    const ann = await site.shop.register();
    const id = await buy(ann);
    await site.shop.awaitOutcome(ann, id, 'CONFIRMED');
    await until(
      'the saga is over',
      async () => (await admin.call('GET', `/api/sagas/${id}`)).body['state'] === 'COMPLETED',
    );
    const before = await effects(ann, id);
    await retried(id, await anyJob(id, 'completed'));
    expect(await effects(ann, id)).to.deep.equal(before);
  });

  it('repeats no finished step when a failed job is retried', async () => {
    const ann = await site.shop.register();
    const fault = { at: 'orchestrator.job.after', do: 'error', times: 50 };
    expect((await admin.call('POST', '/api/faults/saga-orchestrator', fault)).status).to.equal(201);
    const id = await buy(ann);
    await site.shop.awaitOutcome(ann, id, 'CONFIRMED');
    const failed = await anyJob(id, 'failed');
    await admin.call('DELETE', '/api/faults');
    const before = await effects(ann, id);
    await retried(id, failed);
    expect(await effects(ann, id)).to.deep.equal(before);
  });

  it('leaves an order waiting when its timer is promoted', async () => {
    const ann = await site.shop.register();
    const { body } = await place(ann);
    const id = body['id'] as string;
    const timer = await anyJob(id, 'delayed');
    const before = await effects(ann, id);
    await press(`${timer.id}/promote`);
    await until('it has run and waits again', async () => {
      const [job, ...others] = await jobsOf(id);
      expect(others).to.deep.equal([]);
      return job?.state === 'delayed' && job.startedAt !== timer.startedAt;
    });
    expect(await effects(ann, id)).to.deep.equal(before);
    await ann.call('POST', `/api/orders/${id}/cancel`);
    await site.shop.awaitOutcome(ann, id, 'CANCELLED');
    // the same job, now completed
    const ended = await anyJob(id, 'completed');
    expect([ended.id, ended.name]).to.deep.equal([timer.id, 'place-order COMPENSATED CUSTOMER_CANCELLED']);
    expect(ended.progress).to.deep.include({ state: 'COMPENSATED', done: 2, of: 2, counts: 'compensations' });
    expect(ended.outcome).to.deep.include({ outcome: 'COMPENSATED', reason: 'CUSTOMER_CANCELLED' });
  });

  it('runs no saga while the queue is paused, and continues when it is resumed', async () => {
    const ann = await site.shop.register();
    const card = await cardOf(ann);
    await press('pause');
    const placing = place(ann, { paymentMethodId: card });
    const id = await until('the saga is there', async () => {
      const { body } = await admin.call('GET', `/api/sagas?userId=${ann.id}`);
      return body['items'][0]?.id as string | undefined;
    });
    expect((await admin.call('GET', `/api/sagas/${id}/journal`)).body['items']).to.deep.equal([]);
    await press('resume');
    expect((await placing).status).to.equal(201);
    await site.shop.awaitOutcome(ann, id, 'CONFIRMED');
  });

  it('ignores a job without a saga, and leaves the audit clean', async () => {
    const { status } = await admin.call('POST', '/admin/queues/api/queues/sagas/add', {
      name: 'nonsense',
      data: { sagaId: 'nobody' },
      options: {},
    });
    expect(status).to.be.within(200, 299);
    await anyJob('nobody', 'completed');
    await auditIsClean(admin);
  });
}
