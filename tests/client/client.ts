import createClient, { type Client } from 'openapi-fetch';
import type { paths } from './schema.js';

/** A client of the REST API, typed by its OpenAPI document. */
export type ShopClient = Client<paths>;

/** A client of the gateway at `url`; anonymous without a token. */
export const shopClient = (url: string, token?: string): ShopClient =>
  createClient<paths>({
    baseUrl: url,
    ...(token === undefined ? {} : { headers: { authorization: `Bearer ${token}` } }),
  });
