import type { CancelReason, Language } from '@shop/protos/contract';
import { fromMinor, toMinor } from '@shop/protos/money';
import type { MailContent } from '../mail-content.js';
import { en } from './en.js';
import { ko } from './ko.js';
import { isolated } from './name.js';
import type { Draft } from './words.js';

const languages = { en, ko };

/** The recipient of a mail, as user-service returns it when the mail is sent. */
export interface Recipient {
  /** The name as mails show it, see name.ts; may be empty. */
  readonly name: string;
  readonly email: string;
  readonly language: Language;
}

/** By language and currency: making one takes longer than composing the rest of a mail's text. */
const formats = new Map<string, Intl.NumberFormat>();

/** An amount with all decimals of its currency, in the format of the language. */
function moneyIn(language: Language, currency: string): (amount: number) => string {
  const options = { style: 'currency', currency, maximumFractionDigits: 4 } as const;
  const key = `${language} ${currency}`;
  const format = formats.get(key) ?? new Intl.NumberFormat(language, options);
  formats.set(key, format);
  return (amount) => format.format(amount);
}

/** Calculated in minor units, since 3 * 0.1 is not 0.3. */
const sumOf = ({ price, quantity }: { price: number; quantity: number }, currency: string): number =>
  fromMinor(toMinor(price, currency) * quantity, currency);

/** The text of a mail, in the recipient's language. `links` are its links; a reset's contains its token. */
export function draftOf(
  content: MailContent,
  { name, language }: Pick<Recipient, 'name' | 'language'>,
  links: { readonly shop: string; readonly reset?: string },
): Draft {
  const words = languages[language];
  const hello = words.hello(isolated(name));
  const closing = [words.greeting];
  if (content.kind === 'password-reset') {
    const { subject, before, label, after } = words.passwordReset;
    const link = { label, url: links.reset ?? links.shop };
    return { subject, paragraphs: [hello, before], link, closing: [after, ...closing] };
  }
  if (content.kind === 'webhook-disabled') {
    const { webhookId, host, reason } = content;
    const { subject, before, label } = words.webhookDisabled(host, words.whyDisabled[reason]);
    const link = { label, url: `${links.shop}/console#/events/${encodeURIComponent(webhookId)}` };
    return { subject, paragraphs: [hello, before], link, closing };
  }
  const money = moneyIn(language, content.currency);
  const { orderId } = content;
  switch (content.kind) {
    case 'order-confirmed': {
      const { subject, before, label } = words.confirmed(orderId);
      const bought = content.lines.map(
        (line) => `${line.quantity} × ${isolated(line.name)}: ${money(sumOf(line, content.currency))}`,
      );
      const list = [...bought, words.total(money(content.total))];
      return { subject, paragraphs: [hello, before], list, link: { label, url: links.shop }, closing };
    }
    case 'order-cancelled': {
      const why = words.reasons[content.cancelReason as CancelReason] ?? words.reasons.FAILED;
      const { subject, before, label } = words.cancelled(orderId, why);
      return { subject, paragraphs: [hello, before], link: { label, url: links.shop }, closing };
    }
    case 'payment-refunded': {
      const { subject, before, label } = words.refunded(orderId, money(content.refunded), money(content.amount));
      return { subject, paragraphs: [hello, before], link: { label, url: links.shop }, closing };
    }
    case 'refund-failed': {
      const { subject, before, label } = words.refundFailed(orderId, money(content.failed));
      return { subject, paragraphs: [hello, before], link: { label, url: links.shop }, closing };
    }
  }
}
