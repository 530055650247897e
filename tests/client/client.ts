import createClient, { type Client } from 'openapi-fetch';
import type { paths } from './schema.js';

/** Calls of the interface, typed by its OpenAPI document. */
export type ShopClient = Client<paths>;

/** Someone's calls of the gateway at `url`; without a token anonymous calls. */
export const shopClient = (url: string, token?: string): ShopClient =>
  createClient<paths>({
    baseUrl: url,
    ...(token === undefined ? {} : { headers: { authorization: `Bearer ${token}` } }),
  });
