import { whenReady } from './until-answered.js';
import type { Person, Shop } from './shop.js';

/** A fault to arm, as POST /faults takes it. */
interface Fault {
  readonly at: string;
  readonly do: string;
  readonly times?: number;
  readonly delayMs?: number;
  readonly orderId?: string;
}

/** Arms faults in a shop's processes. Every call throws when it is refused or the process cannot be reached. */
export interface Arming {
  arm(process: string, fault: Fault): Promise<void>;
  /** The points that are armed and have not been reached. */
  armed(process: string): Promise<string[]>;
  disarm(process: string): Promise<void>;
}

/** Arms faults as an administrator. The shop must run with FAULT_INJECTION=on. */
export function armingOf(shop: Shop, admin: Person): Arming {
  const call = async (process: string, method: string, body?: Fault): Promise<string> => {
    // the caller cannot be authenticated while the primary of user-service's database changes
    const answer = await whenReady(() =>
      fetch(`${shop.stack.urls[process]}/faults`, {
        method,
        headers: { authorization: `Bearer ${admin.token}`, 'content-type': 'application/json' },
        ...(body ? { body: JSON.stringify(body) } : {}),
      }),
    );
    const text = await answer.text();
    if (answer.ok) return text;
    throw new Error(`${process} ${method} /faults answered ${answer.status}: ${text}`);
  };
  return {
    arm: async (process, fault) => void (await call(process, 'POST', fault)),
    disarm: async (process) => void (await call(process, 'DELETE')),
    async armed(process) {
      const { armed } = JSON.parse(await call(process, 'GET')) as { armed: Fault[] };
      return armed.map(({ at }) => at);
    },
  };
}
