import type { JsonObject } from '@shop/testkit/json';
import type { Person, Shop } from './shop.js';

/** Makes the provider simulator do what only a provider can, as an administrator. Needs FAULT_INJECTION=on. Throws when it is refused. */
export async function atProvider(shop: Shop, admin: Person, path: string, body: object): Promise<JsonObject> {
  const answer = await fetch(`${shop.stack.urls['payment-provider']}${path}`, {
    method: 'POST',
    headers: { authorization: `Bearer ${admin.token}`, 'content-type': 'application/json' },
    body: JSON.stringify(body),
  });
  const reply = (await answer.json()) as JsonObject;
  if (!answer.ok) throw new Error(`${path} was answered ${answer.status} ${JSON.stringify(reply)}`);
  return reply;
}
