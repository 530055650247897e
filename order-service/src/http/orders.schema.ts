import { idSchema } from '@shop/common/http/server';
import { named } from '@shop/common/http/json-schema';
import { fromMinor } from '@shop/protos/money';
import { pageShape, type PageQuery } from '@shop/common/http/paging';
import { CANCEL_REASONS, ORDER_STATUSES, type OrderStatus } from '@shop/protos/contract';
import { amountSchema, nextActionSchema, quantitySchema, shownCardSchema } from '@shop/protos/schemas';
import Joi from 'joi';
import type { ShownPayments } from '../clients/payments.js';
import { LIMITS } from '../domain/limits.js';
import type { RequestedLine } from '../domain/lines.js';
import { PAID_CHANGE_STATES, type Address, type HistoryEntry, type Order } from '../domain/order.js';
import { priceSchema, wordsSchema } from './products.schema.js';

interface Item {
  productId: string;
  quantity: number;
  price?: number;
}
const items = Joi.array()
  .items(
    Joi.object<Item>({
      productId: idSchema.required(),
      quantity: quantitySchema.required(),
      price: priceSchema,
    }),
  )
  .min(1)
  .max(LIMITS.lines);
/** Every field of the contract's address: a missing one is a compile error. */
const address = Joi.object<Address, true>({
  street: wordsSchema.required(),
  city: wordsSchema.required(),
  zipCode: wordsSchema.required(),
});

export interface OrderBody {
  items: Item[];
  shippingAddress: Address;
  paymentMethodId?: string;
}
export const orderBody = Joi.object<OrderBody>({
  items: items.required(),
  shippingAddress: address.required(),
  paymentMethodId: idSchema,
});

export interface ChangeBody {
  items?: Item[];
  shippingAddress?: Address;
}
export const changeBody = Joi.object<ChangeBody>({ items, shippingAddress: address }).min(1);

export interface PaidChangeBody {
  items: Item[];
  totalAmount?: number;
  paymentMethodId?: string;
}
export const paidChangeBody = Joi.object<PaidChangeBody>({
  items: items.required().description('The whole order as it is to be: what is left out goes'),
  totalAmount: amountSchema(LIMITS.totalMinor).description(
    'What the order is expected to come to then; checked when given',
  ),
  paymentMethodId: idSchema.description('With which it is paid; needed if the order costs more then'),
});

/** Items of a body as the domain takes them. */
export const wantedOf = (given: readonly Item[]): RequestedLine[] =>
  given.map(({ productId, quantity, price }) => ({
    productId,
    quantity,
    ...(price === undefined ? {} : { price }),
  }));

export interface OrderListQuery extends PageQuery {
  status?: OrderStatus;
}
export const orderList = Joi.object<OrderListQuery>({ ...pageShape, status: Joi.string().valid(...ORDER_STATUSES) });

const money = Joi.number().min(0).required();
const status = Joi.string().valid(...ORDER_STATUSES);
const text = Joi.string();
const payment = {
  id: text.required(),
  status: text.required(),
  amount: money,
  refundedAmount: money,
  failedRefundAmount: Joi.number().description('What was to be given back and was not, because its refund failed'),
  currency: text.required(),
  card: shownCardSchema,
  nextAction: nextActionSchema,
  declineCode: text,
};
/** An order as the API shows it. */
export const shownOrder = named(
  'Order',
  Joi.object({
    id: text.required(),
    userId: text.required(),
    status: status.required(),
    items: Joi.array()
      .items(
        Joi.object({
          productId: text.required(),
          name: text.required(),
          quantity: Joi.number().integer().required(),
          price: money,
        }),
      )
      .required(),
    totalAmount: money,
    currency: text.required(),
    shippingAddress: address.required(),
    cancelReason: Joi.string().valid(...CANCEL_REASONS),
    cancelling: Joi.boolean().description('A cancellation was accepted and is under way: it ends as CANCELLED'),
    payment: Joi.object(payment).description('What it cost when it was placed was paid with this'),
    changePayments: Joi.array()
      .items(Joi.object({ changeId: text.required(), ...payment }))
      .description('What changes after its payment made it cost more was paid with these, the first one first'),
    change: Joi.object({
      id: text.required(),
      status: Joi.string()
        .valid(...PAID_CHANGE_STATES)
        .required(),
      totalAmount: money,
      reason: text.description('Why it was REFUSED: nothing was changed'),
    }).description('The last change of the order after its payment; RUNNING: the order is as it was before it'),
    shippingConfirmedAt: Joi.string().isoDate().description('From then on nothing of the order is changed'),
    history: Joi.array()
      .items(
        Joi.object({
          seq: Joi.number().integer().min(1).required(),
          status: status.required(),
          at: Joi.string().isoDate().required(),
          reason: text,
        }),
      )
      .required(),
    createdAt: Joi.string().isoDate().required(),
    updatedAt: Joi.string().isoDate().required(),
  }),
);
export const shownOrders = Joi.object({
  items: Joi.array().items(shownOrder).required(),
  nextCursor: Joi.string().allow(null).required(),
});

const showChange = (order: Order) => {
  const { id, state, totalMinor, reason } = order.paidChange!;
  return { id, status: state, totalAmount: fromMinor(totalMinor, order.currency), ...(reason ? { reason } : {}) };
};

const showEntry = ({ seq, status, at, reason }: HistoryEntry) => ({
  seq,
  status,
  at: at.toISOString(),
  ...(reason ? { reason } : {}),
});

/** JSON of an order, with the known parts of its payments. */
export const showOrder = (order: Order, payments: ShownPayments = {}) => ({
  id: order._id,
  userId: order.userId,
  status: order.status,
  items: order.lines.map(({ productId, name, quantity, unitPriceMinor }) => ({
    productId,
    name,
    quantity,
    price: fromMinor(unitPriceMinor, order.currency),
  })),
  totalAmount: fromMinor(order.totalMinor, order.currency),
  currency: order.currency,
  shippingAddress: order.shippingAddress,
  ...(order.cancelReason ? { cancelReason: order.cancelReason } : {}),
  ...(order.cancelling && order.status !== 'CANCELLED' ? { cancelling: true } : {}),
  ...payments,
  ...(order.paidChange ? { change: showChange(order) } : {}),
  ...(order.shippingAt ? { shippingConfirmedAt: order.shippingAt.toISOString() } : {}),
  history: order.history.map(showEntry),
  createdAt: order.createdAt.toISOString(),
  updatedAt: order.updatedAt.toISOString(),
});
