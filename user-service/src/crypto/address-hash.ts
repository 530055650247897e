import { createHmac } from 'node:crypto';
import { addressKey } from '@shop/common/http/address-key';

/** The stored form of an address from which an account logged in: there are so few addresses that a plain hash could be reversed. */
export type AddressHash = (accountId: string, address: string) => string;

/** Hashes with a secret of this service; the hashes of two accounts cannot be compared. */
export const addressHashBy =
  (secret: string): AddressHash =>
  (accountId, address) =>
    createHmac('sha256', secret)
      .update(JSON.stringify(['known address', accountId, addressKey(address)]))
      .digest('base64url')
      .slice(0, 22);
