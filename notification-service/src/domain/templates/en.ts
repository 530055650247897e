import { KEPT_DAYS } from '../delivery.js';
import type { Words } from './words.js';

export const en: Words = {
  hello: (name) => (name ? `Hello ${name},` : 'Hello,'),
  passwordReset: {
    subject: 'Set a new password',
    before: 'somebody, most likely you, asked for a new password. Choose one within an hour:',
    label: 'Set a new password',
    after:
      'The link works once and ends every log-in of yours. If it was not you, ignore this mail: nothing has changed.',
  },
  confirmed: (orderId) => ({
    subject: `Your order ${orderId} is confirmed`,
    before: 'thank you for your order. It is confirmed:',
    label: 'See your order',
  }),
  total: (amount) => `Total: ${amount}`,
  cancelled: (orderId, why) => ({
    subject: `Your order ${orderId} is cancelled`,
    before: `your order ${orderId} is cancelled, because ${why}. If money was taken for it, it is on its way back to you.`,
    label: 'Go to the shop',
  }),
  reasons: {
    OUT_OF_STOCK: 'there was not enough stock',
    PAYMENT_DECLINED: 'the card was declined',
    PAYMENT_TIMEOUT: 'nobody paid in time',
    CUSTOMER_CANCELLED: 'you cancelled it',
    PRICE_CHANGED: 'a price had changed',
    ADMIN_CANCELLED: 'an administrator cancelled it',
    FAILED: 'it failed',
  },
  refunded: (orderId, refunded, amount) => ({
    subject: `A refund for your order ${orderId}`,
    before: `money of your order ${orderId} was given back: ${refunded} of ${amount} so far.`,
    label: 'Go to the shop',
  }),
  refundFailed: (orderId, amount) => ({
    subject: `A refund for your order ${orderId} did not reach you`,
    before: `your bank did not accept the refund of ${amount} for your order ${orderId}, for example because the card is closed. The money is with us again; we will give it back to you in another way and write to you when that is done. You need not do anything now.`,
    label: 'Go to the shop',
  }),
  webhookDisabled: (host, why) => ({
    subject: `The webhook to ${host} is disabled`,
    before: `the webhook to ${host} was disabled, because ${why}. Events for it are kept, and not sent. Once its receiver works again, enable it in the console and replay what it missed; deliveries are kept for ${KEPT_DAYS} days.`,
    label: 'See the webhook',
  }),
  whyDisabled: {
    GONE: 'its receiver answered 410 Gone: it wants no more events',
    FAILING: 'nothing arrived there for three days',
  },
  greeting: 'Your shop',
};
