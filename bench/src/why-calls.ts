import type { CallOf } from './span-counter.js';

/** The purpose of calls, by process and call. */
const WHY: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  gateway: {
    'POST order-service': 'the request',
    'POST payment-service': 'the request',
    set: 'counts requests for the limit of the customer',
  },
  'order-service': {
    'insert idempotency': 'decides whether the request was answered before',
    'update idempotency': 'keeps the answer for a request that is sent again',
    'find products':
      'prices for the answer to the customer; decides PRICE_CHANGED when the order is created; what it holds when that is given back',
    'findAndModify products': 'what the order holds when it is confirmed, as a majority has it',
    'Payments/GetMethod': 'decides PAYMENT_METHOD_NOT_FOUND before there is an order',
    'Sagas/Start': 'decides that the order is begun; waits for its end',
    'find orders': 'what a command has to do: its lines, its state; for the answer',
    'insert orders': 'the order',
    'update products': 'decides what is in stock: held, then sold or given back',
    'update orders': 'awaits payment; names what it sells, so that a crash amid it is finished; confirmed',
    publish: 'a hint to whoever watches the order, one a status',
  },
  'payment-service': {
    'find payments':
      'decides whether the command was carried out before; whether a webhook says anything new; for the answer',
    'find disputes': 'for the answer',
    'find payment_methods': 'decides that the card is the customer’s; its token',
    'insert payments': 'the payment with the call that is about to be made',
    'insert payment_methods': 'the card that a two-step payment keeps',
    'insert idempotency': 'decides whether the request was answered before',
    'update idempotency': 'keeps the answer for a request that is sent again',
    'payment provider authorize': 'decides whether the money is set aside',
    'payment provider capture': 'takes it',
    'findAndModify payments': 'what the provider answered; before a capture, that it is about to be made',
    'Orders/Get': 'decides that the order is the customer’s and may be paid',
    'Orders/BeginPayment': 'decides that the order does not change any more',
    'Sagas/Signal': 'hands the payment method to the saga',
  },
  'saga-orchestrator': {
    'insert sagas': 'the saga: from now on nothing is lost',
    'update sagas': 'the journal, step by step',
    'find sagas': 'the saga, when a process takes it up',
    'Orders/Create': 'step',
    'Stock/Reserve': 'step',
    'Payments/Authorize': 'step',
    'Orders/Confirm': 'step, the pivot',
    'Payments/Capture': 'step',
    'Stock/Release': 'compensation',
    'Orders/Cancel': 'compensation',
    evalsha: 'the job in BullMQ: added, taken, shown, ended',
    publish: 'a hint to whoever watches the saga, one a change',
  },
  'notification-service': {
    'find webhooks': 'decides who is told of the event',
    'update eventCursors': 'how far the reader has come, at most once a second',
    'insert mails': 'decides that the mail is there once',
    'find mails': 'which mails are due, for several at once',
    'update mails': 'leased, and that they are sent, for several at once',
    evalsha: 'the job in BullMQ, for several mails',
    'Users/GetUsers': 'the addresses, which are kept nowhere else, for several mails at once',
  },
  'user-service': {
    'find users': 'the account',
  },
};

/** What the call decides or fetches from another process; empty for a call without a description. */
export const whyOf = ({ process, name }: CallOf): string => WHY[process]?.[name] ?? '';
