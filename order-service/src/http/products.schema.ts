import { amountSchema } from '@shop/protos/schemas';
import { named } from '@shop/common/http/json-schema';
import { fromMinor } from '@shop/protos/money';
import { pageShape, type PageQuery } from '@shop/common/http/paging';
import { textSchema } from '@shop/common/validation/text-schema';
import { chosenIdSchema } from '@shop/common/validation/validate';
import Joi from 'joi';
import type { ShownProduct } from '../data/product.repository.js';
import { LIMITS } from '../domain/limits.js';

/** A price of one piece. */
export const priceSchema = amountSchema(LIMITS.priceMinor);

/** Text in one line: one to `LIMITS.text` characters, at least one of them visible. */
export const wordsSchema = textSchema({ min: 1, max: LIMITS.text, visible: true, oneLine: true });

export interface NewProduct {
  id?: string;
  name: string;
  price: number;
  currency: string;
}
/** `currency`: the currency in which this shop sells. */
export const newProduct = (currency: string) =>
  Joi.object<NewProduct>({
    id: chosenIdSchema,
    name: wordsSchema.required(),
    price: priceSchema.required(),
    currency: Joi.string().valid(currency).required(),
  });

export interface ProductEdit {
  name?: string;
  price?: number;
}
export const productEdit = Joi.object<ProductEdit>({ name: wordsSchema, price: priceSchema }).min(1);

export const restock = Joi.object<{ quantity: number }>({
  quantity: Joi.number().integer().min(1).max(LIMITS.restock).required(),
});

export const productList = Joi.object<PageQuery>(pageShape);

const count = Joi.number().integer().min(0).required();
/** A product as the API shows it. */
export const shownProduct = named(
  'Product',
  Joi.object({
    id: Joi.string().required(),
    name: Joi.string().required(),
    price: Joi.number().required(),
    currency: Joi.string().required(),
    stock: Joi.object({ available: count, reserved: count, sold: count }).required(),
  }),
);
export const shownProducts = Joi.object({
  items: Joi.array().items(shownProduct).required(),
  nextCursor: Joi.string().allow(null).required(),
});

/** JSON of a product. */
export const showProduct = ({ _id, name, priceMinor, currency, available, reserved, sold }: ShownProduct) => ({
  id: _id,
  name,
  price: fromMinor(priceMinor, currency),
  currency,
  stock: { available, reserved, sold },
});
