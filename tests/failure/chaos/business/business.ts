import type { Participants } from '@shop/saga-engine';
import type { Definition } from '@shop/saga-engine/core/definition';
import type { Random } from '../../../../packages/saga-engine/test/core/simulation/random.js';
import type { Carried } from './account.js';

/** A process of a business: its program listens on the port that follows `args`. */
interface BusinessProcess {
  readonly name: string;
  readonly command: string;
  readonly args: readonly string[];
}

/** A saga that a customer wants. */
export interface Wish {
  readonly input: unknown;
  /** What the customer sends once it is begun; `cancel` for a customer who has second thoughts instead. */
  readonly signals: Readonly<Record<string, unknown>> | 'cancel';
  /** The states that it may end in. */
  readonly ends: readonly string[];
}

/** A business to run chaos on: its definitions, and what its processes are. */
export interface Business {
  readonly name: string;
  readonly definitions: readonly Definition[];
  /** Its participants, with their files in `folder`. */
  participants(folder: string): readonly BusinessProcess[];
  /** The module that exports this, under its name: the host imports it. */
  readonly module: string;
  /** Connects the host to the participants. */
  connect(hosted: Hosted): Participants;
  wish(random: Random): Wish;
  /** What the participants' files say that they did. */
  carriedOut(folder: string): Promise<readonly Carried[]>;
}

/** What the host is told of where the participants are, `host:port` by name; its own files are in `folder`. */
export interface Hosted {
  readonly folder: string;
  readonly at: Readonly<Record<string, string>>;
}
