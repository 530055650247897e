import type { Person } from './shop.js';

const LIVE = ['RUNNING', 'WAITING', 'COMPENSATING', 'NEEDS_ATTENTION'];

interface ListedSaga {
  readonly state: string;
}

/**
 * For `until`: true when every saga has ended, or every saga of the given order, which must have one. Throws with some of those
 * that have not, and when they cannot be listed.
 */
export async function sagasHaveEnded(admin: Person, orderId?: string): Promise<true> {
  const list = async (query: string): Promise<ListedSaga[]> => {
    const { status, body } = await admin.call('GET', `/api/sagas?${query}`);
    if (status === 200) return body['items'] as ListedSaga[];
    throw new Error(`the sagas cannot be listed: ${status} ${JSON.stringify(body)}`);
  };
  const found = orderId
    ? await list(`orderId=${orderId}`)
    : (await Promise.all(LIVE.map((state) => list(`state=${state}&limit=3`)))).flat();
  const open = found.filter(({ state }) => LIVE.includes(state));
  if (open.length > 0) throw new Error(JSON.stringify(open));
  if (orderId && found.length === 0) throw new Error(`order ${orderId} has no saga`);
  return true;
}
