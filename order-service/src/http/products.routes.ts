import { route, type AnyRoute } from '@shop/common/http/route';
import { decodeCursor, page, type PageQuery } from '@shop/common/http/paging';
import { priceMinorOf } from '../domain/price.js';
import { productNotFound } from '../domain/refusals.js';
import { addProduct } from '../use-cases/add-product.js';
import { restockProduct } from '../use-cases/restock-product.js';
import type { Shop } from '../use-cases/shop.js';
import {
  newProduct,
  productEdit,
  productList,
  restock,
  showProduct,
  shownProduct,
  shownProducts,
  type NewProduct,
  type ProductEdit,
} from './products.schema.js';

type ById = { id: string };
const isId = ([id, ...rest]: readonly unknown[]): boolean => typeof id === 'string' && rest.length === 0;

/** The catalogue and its administration. */
export const productRoutes = (shop: Shop, currency: string): AnyRoute[] => [
  route<unknown, PageQuery>({
    method: 'GET',
    path: '/api/products',
    who: 'anyone',
    tag: 'Products',
    summary: 'The catalogue, by id',
    query: productList,
    answers: { 200: { description: 'A page of products', schema: shownProducts } },
    async handle({ query }) {
      const [after] = decodeCursor<[string]>(query.cursor, isId) ?? [];
      const rows = await shop.products.list(query.limit + 1, after);
      const { items, nextCursor } = page(rows, query.limit, ({ _id }) => [_id]);
      return { status: 200, body: { items: items.map(showProduct), nextCursor } };
    },
  }),
  route<unknown, unknown, ById>({
    method: 'GET',
    path: '/api/products/:id',
    who: 'anyone',
    tag: 'Products',
    summary: 'One product',
    answers: { 200: { description: 'The product', schema: shownProduct } },
    problems: ['PRODUCT_NOT_FOUND'],
    async handle({ params: { id } }) {
      const product = await shop.products.find(id);
      if (!product) throw productNotFound(id);
      return { status: 200, body: showProduct(product) };
    },
  }),
  route<NewProduct>({
    method: 'POST',
    path: '/api/products',
    who: 'admin',
    tag: 'Products',
    summary: 'Add a product, with no stock yet',
    body: newProduct(currency),
    idempotent: true,
    answers: {
      201: {
        description: 'The product',
        schema: shownProduct,
        headers: { Location: 'The address of the product' },
      },
    },
    problems: ['PRODUCT_EXISTS'],
    async handle({ body: { id, name, price }, caller, idempotencyKey }) {
      const product = await addProduct(shop, {
        ...(id === undefined ? {} : { id }),
        ...(idempotencyKey === undefined ? {} : { key: `${caller.userId}|${idempotencyKey}` }),
        name,
        priceMinor: priceMinorOf(price, currency, 'price'),
        currency,
      });
      const location = `/api/products/${encodeURIComponent(product._id)}`;
      return { status: 201, headers: { location }, body: showProduct(product) };
    },
  }),
  route<ProductEdit, unknown, ById>({
    method: 'PATCH',
    path: '/api/products/:id',
    who: 'admin',
    tag: 'Products',
    summary: 'Change name or price; orders keep the price that they were created with',
    body: productEdit,
    answers: { 200: { description: 'The product', schema: shownProduct } },
    problems: ['PRODUCT_NOT_FOUND'],
    async handle({ params: { id }, body: { name, price } }) {
      const there = await shop.products.find(id);
      if (!there) throw productNotFound(id);
      const product = await shop.products.edit(id, {
        ...(name === undefined ? {} : { name }),
        ...(price === undefined ? {} : { priceMinor: priceMinorOf(price, there.currency, 'price') }),
      });
      if (!product) throw productNotFound(id);
      return { status: 200, body: showProduct(product) };
    },
  }),
  route<{ quantity: number }, unknown, ById>({
    method: 'POST',
    path: '/api/products/:id/restock',
    who: 'admin',
    tag: 'Products',
    summary: 'Add pieces to the stock',
    body: restock,
    idempotent: true,
    answers: { 200: { description: 'The product', schema: shownProduct } },
    problems: ['PRODUCT_NOT_FOUND', 'STOCK_LIMIT'],
    async handle({ params: { id }, body: { quantity }, caller, idempotencyKey }) {
      const key = idempotencyKey === undefined ? undefined : `${caller.userId}|${idempotencyKey}`;
      return { status: 200, body: showProduct(await restockProduct(shop, id, quantity, key)) };
    },
  }),
];
