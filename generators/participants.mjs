// Where a generated step's commands go: the participants of sagas/participants.ts, and the place of each in the code of its process.

const orderService = {
  folder: 'order-service',
  process: 'order-service',
  proto: 'protos/shop/v1/orders.proto',
  request: 'checked.ofOrder(request).orderId',
  parts: 'shop',
  Parts: 'Shop',
  /** Where its repositories are created: the line to insert before, and the import to insert before. */
  made: { file: 'data/shop.ts', before: /\n {4}\/\*\* Undefined when there are no limits\. \*\//, from: './' },
  imported: /import \{ orderModel \}/,
};

export const participants = {
  orders: { ...orderService, contract: 'Orders', handlers: 'grpc/orders.handlers.ts' },
  stock: { ...orderService, contract: 'Stock', handlers: 'grpc/stock.handlers.ts' },
  payments: {
    folder: 'payment-service',
    process: 'payment-service',
    proto: 'protos/shop/v1/payments.proto',
    contract: 'Payments',
    handlers: 'grpc/payments.handlers.ts',
    request: 'orderOf(request)',
    parts: 'parts',
    Parts: 'Parts',
    made: { file: 'data/stores.ts', before: /\n {4}storedCards: config/, from: './' },
    imported: /import \{ attemptsModel \}/,
    /** The type of its use cases' dependencies is declared in another file than the one that creates them. */
    declared: {
      file: 'use-cases/parts.ts',
      before: /\n {2}\/\*\* Undefined when declines are not limited\. \*\//,
      imported: /import type \{ AttemptsRepository \}/,
    },
  },
};

/** True, or a message that lists the participants. */
export const isParticipant = (name) =>
  Object.hasOwn(participants, name ?? '') ||
  `There is no participant ${name || 'without a name'}: take one of ${Object.keys(participants).join(', ')}.`;
