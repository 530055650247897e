import type { Intents, Leased } from '../mongo/intents.js';
import { Relay, type RelayOptions } from '../relay.js';
import type { Basics } from './basics.js';

interface OpenRelayOptions<D extends { _id: string }> extends Omit<RelayOptions<Leased<D>>, 'backlog' | 'logger'> {
  readonly backlog: Intents<D>;
  /** Name and help of the gauges that show the backlog, see Intents.watch. */
  readonly gauge?: readonly [name: string, help: string];
}

/** Delivers the intents of a collection until the process ends. */
export type OpenRelay = <D extends { _id: string }>(options: OpenRelayOptions<D>) => Relay<Leased<D>>;

/** Opens relays that are closed by `closing`. */
export function openRelays({ logger, metrics, closing }: Pick<Basics, 'logger' | 'metrics' | 'closing'>): OpenRelay {
  return ({ gauge, ...options }) => {
    const relay = new Relay({ ...options, logger });
    closing.add(() => relay.close());
    if (gauge) options.backlog.watch(metrics, ...gauge);
    return relay;
  };
}
