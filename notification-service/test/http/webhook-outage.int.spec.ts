import { days, hours } from '@shop/common/time';
import { anEvent } from '@shop/testkit/events/an-event';
import type { AnyJson } from '@shop/testkit/json';
import { until } from '@shop/testkit/until';
import { expect } from 'chai';
import { startReceiver } from '../support/receiver.js';
import { startWebhooks } from '../support/webhooks.js';

/** Uses the schedule of production and a clock that the test moves to each attempt. */
describe('a receiver that is down for days', function () {
  this.timeout(120_000);

  it('is retried for three days with growing pauses; then its webhook is disabled, and a replay sends everything', async () => {
    const clock = { at: new Date() };
    const service = await startWebhooks({ now: () => clock.at });
    const receiver = await startReceiver();
    const admin = service.as('ann', 'admin');
    const { body: webhook } = await admin('POST', '/api/webhooks', { url: receiver.url, events: ['*'] });
    const path = `/api/webhooks/${webhook['id']}`;
    const delivery = async (eventId: string) =>
      (await admin('GET', `${path}/deliveries`)).body['items'].find((each: AnyJson) => each.eventId === eventId);
    const began = clock.at;
    receiver.set((response) => void response.writeHead(503).end('closed for works'));
    await service.emit({ ...anEvent('first'), type: 'order.created' }, 1);

    const attempts: number[] = [];
    for (let ended = false; !ended;) {
      const tried = await until(`attempt ${attempts.length + 1}`, async () => {
        const found = await delivery('first');
        return found?.attemptCount > attempts.length && found;
      });
      expect(tried.attemptCount).to.equal(attempts.length + 1);
      attempts.push(clock.at.getTime() - began.getTime());
      ended = tried.status !== 'PENDING';
      if (!ended) clock.at = new Date(tried.nextAttemptAt);
      if (!ended) expect((await admin('GET', path)).body['disabled']).to.equal(false);
    }
    const rests = attempts.slice(1).map((at, index) => at - attempts[index]!);
    expect(attempts.at(-1)).to.equal(days(3));
    expect(attempts).to.have.length.within(11, 15);
    expect(rests[0]).to.be.within(4_000, 6_000);
    // all but the last, which the end of the three days shortens; 12 h at most, with jitter of a fifth
    for (const [index, rest] of rests.slice(0, -1).entries()) {
      expect(rest).to.be.at.most(hours(12) * 1.2);
      if (index > 0 && rest < hours(9)) expect(rest).to.be.above(rests[index - 1]! * 2);
    }

    const { body: disabled } = await until('it is disabled', async () => {
      const answer = await admin('GET', path);
      return answer.body['disabled'] && answer;
    });
    expect(disabled).to.include({ disabledReason: 'FAILING', disabledAt: clock.at.toISOString() });
    expect(await service.metrics()).to.match(/^webhooks_disabled\{[^}]*FAILING[^}]*\} 1$/m);
    await service.emit({ ...anEvent('second'), type: 'order.confirmed' }, 2);
    await until('the delivery is stored for later', async () => (await delivery('second'))?.status === 'HELD');
    expect((await delivery('first')).attempts.at(-1)).to.include({ status: 503, answer: 'closed for works' });

    clock.at = new Date(clock.at.getTime() + days(4));
    const asked = receiver.received.length;
    receiver.set();
    await admin('PATCH', path, { disabled: false });
    await admin('POST', `${path}/replay`, { from: began.toISOString() });
    await until('both arrive', () => receiver.received.length === asked + 2);
    expect(receiver.received.slice(asked).map(({ headers }) => headers['webhook-id'])).to.deep.equal([
      'first',
      'second',
    ]);
    expect((await admin('GET', path)).body['disabled']).to.equal(false);
    await receiver.stop();
    await service.stop();
  });
});
