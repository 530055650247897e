import { CANCEL_REASONS, LANGUAGES } from '@shop/protos/contract';
import { expect } from 'chai';
import type { MailContent } from '../dist/domain/mail-content.js';
import { draftOf } from '../dist/domain/templates/draft.js';
import { asHtml, asText } from '../dist/domain/templates/render.js';
import { composeMessage } from '../dist/transport/message.js';
import { readMessage } from '../dist/transport/read-message.js';

const order = { orderId: 'order-1', currency: 'KRW' };
const lines = [{ name: '<b>"Mug" & more</b>\nBcc: x@example.com', quantity: 2, price: 1500 }];
const contents: MailContent[] = [
  { kind: 'password-reset', resetId: 'r' },
  { kind: 'order-confirmed', ...order, lines, total: 3000 },
  ...CANCEL_REASONS.map((cancelReason) => ({ kind: 'order-cancelled' as const, ...order, cancelReason, total: 3000 })),
  { kind: 'order-cancelled', ...order, cancelReason: 'A_LATER_RELEASE', total: 3000 },
  { kind: 'payment-refunded', ...order, refunded: 1000, amount: 3000 },
  { kind: 'refund-failed', ...order, failed: 1000 },
  { kind: 'webhook-disabled', webhookId: 'w', host: 'shop.example', reason: 'GONE' },
  { kind: 'webhook-disabled', webhookId: 'w', host: 'shop.example', reason: 'FAILING' },
];
const links = { shop: 'http://localhost:3000', reset: 'http://localhost:3000/?token=a.b' };
const evil = '<script>alert(1)</script>\r\nBcc: everyone@example.com';

for (const language of LANGUAGES)
  describe(`mails in ${language}`, () => {
    for (const content of contents)
      it(`${content.kind}${'cancelReason' in content ? ` ${content.cancelReason}` : 'reason' in content ? ` ${content.reason}` : ''}: is the same after it is read back, and no user’s text becomes HTML or a header`, async () => {
        const to = { name: evil, email: 'ann@example.com', language };
        const draft = draftOf(content, to, links);
        const [text, html] = [asText(draft), asHtml(draft, language)];
        expect(html).to.not.match(/<script|<b>/);
        expect(html).to.include(language === 'ko' ? 'lang="ko"' : 'lang="en"');
        expect(text).to.not.match(/^Bcc:/m);
        const from = 'Shop <shop@shop.example>';
        const options = { mailId: 'm', from, to, draft, possibleDuplicate: false, date: new Date(0) };
        const { raw, to: envelope } = await composeMessage(options);
        const written = raw.toString();
        expect(envelope).to.equal('ann@example.com');
        expect(written.split('\r\n\r\n')[0]).to.not.match(/^Bcc:/im);
        const read = readMessage(written);
        expect(read.subject).to.equal(draft.subject);
        expect(read.text.replaceAll('\r', '')).to.equal(text.trim());
        expect(read.to).to.include('ann@example.com');
      });

    it('are written in that language', () => {
      const [reset] = contents.map((content) => draftOf(content, { name: 'Ann', language }, links));
      expect(/[가-힣]/.test(reset!.subject)).to.equal(language === 'ko');
    });
  });

describe('a name in a mail', () => {
  it('does not change the direction of what follows it', () => {
    const bought = (name: string) =>
      asText(
        draftOf(
          { kind: 'order-confirmed', ...order, lines: [{ name, quantity: 1, price: 1500 }], total: 1500 },
          { name: 'Ann', language: 'en' },
          links,
        ),
      );
    expect(bought('Mug')).to.include('- 1 × Mug: ₩1,500\n');
    expect(bought('Mug \u202e')).to.include('- 1 × \u2068Mug \u2069: ₩1,500\n');
    expect(bought('ספל')).to.include('- 1 × \u2068ספל\u2069: ₩1,500\n');
  });
});

describe('amounts in mails', () => {
  it('have the decimals of their currency', () => {
    const text = (currency: string) =>
      asText(draftOf({ ...contents[1], currency } as MailContent, { name: 'Ann', language: 'en' }, links));
    expect(text('KRW')).to.include('₩3,000');
    expect(text('USD')).to.include('$3,000.00');
    expect(text('KWD')).to.match(/KWD\s3,000\.000/);
  });

  it('of a line are for its whole quantity', () => {
    const pencils = [{ name: 'Pencil', quantity: 3, price: 0.1 }];
    const content = {
      kind: 'order-confirmed',
      orderId: 'order-1',
      currency: 'USD',
      lines: pencils,
      total: 0.3,
    } as const;
    expect(asText(draftOf(content, { name: 'Ann', language: 'en' }, links))).to.include('3 × Pencil: $0.30');
  });
});
