import type { Person, Shop } from './shop.js';

/** Has the simulator do what only happens at a provider, as an administrator. The shop must run with FAULT_INJECTION=on. Throws when it is refused. */
export async function atProvider(shop: Shop, admin: Person, path: string, body: object): Promise<Record<string, any>> {
  const answer = await fetch(`${shop.stack.urls['payment-provider']}${path}`, {
    method: 'POST',
    headers: { authorization: `Bearer ${admin.token}`, 'content-type': 'application/json' },
    body: JSON.stringify(body),
  });
  const told = (await answer.json()) as Record<string, any>;
  if (!answer.ok) throw new Error(`${path} was answered ${answer.status} ${JSON.stringify(told)}`);
  return told;
}
