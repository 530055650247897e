import type { Definition, State } from '../../../dist/core/definition.js';
import { minutes, seconds } from '../../../dist/core/duration.js';
import { followUp, saga } from '../../../dist/core/saga.js';
import { looseSaga, type LooseBuilder } from '../loose.js';
import type { Random } from '@shop/testkit/random';
import type { FaultPlan } from './fault-plan.js';

/** The input of a generated saga: which of its conditions hold. */
interface AnyInput {
  readonly leaveOut: readonly boolean[];
}

interface AnyDefinition {
  readonly definition: Definition;
  readonly undoing: Definition;
}

/** A saga that uses all parts of the language in random order, and the one that undoes it. */
export function anyDefinition(random: Random, faults: FaultPlan): AnyDefinition {
  const made = new Maker(random, faults);
  let building = looseSaga('any', { version: 1, ...(random.chance(0.3) ? { within: minutes(2) } : {}) });
  for (let left = random.between(0, 4); left > 0; left--) building = made.before(building);
  building = building.pivot('hold-pivot', { command: ask('hold-pivot') });
  for (let left = random.between(0, 4); left > 0; left--) building = made.behind(building);
  let undoSteps = saga<object>('undo-all', { version: 1 }) as unknown as LooseBuilder;
  for (const name of [...made.names, 'hold-pivot'].reverse())
    undoSteps = undoSteps.retriable(`back-${name}`, { command: ask(`back-${name}`) });
  const undoing = undoSteps.end();
  const definition = building.end({
    onLateCancel: (s: State) => {
      faults.longFaults.call('onLateCancel', faults.clock.now);
      return followUp(undoing, `${s['id'] as string}-cancel`, {});
    },
  });
  return { definition, undoing };
}

/** The name of its reply in the state. */
const keyOf = (step: string): string => step.replace(/-(.)/g, (_, next: string) => next.toUpperCase());

const ask = (method: string) => () => ({ participant: 'p', method, request: {} });

class Maker {
  readonly names: string[] = [];
  /** The steps before the current one, or before its group: their replies can be read. */
  #before: readonly string[] = [];
  readonly #random: Random;
  readonly #faults: FaultPlan;
  #count = 0;

  constructor(random: Random, faults: FaultPlan) {
    this.#random = random;
    this.#faults = faults;
  }

  before(building: LooseBuilder): LooseBuilder {
    const dice = this.#random.next();
    this.#before = [...this.names];
    if (dice < 0.2) return this.#wait(building, {});
    if (dice < 0.65) return this.#step(building);
    return building.together(`group-${(this.#count += 1)}`, (group) =>
      this.#several(group, (each) => this.#step(each)),
    );
  }

  behind(building: LooseBuilder): LooseBuilder {
    const dice = this.#random.next();
    this.#before = [...this.names];
    if (dice < 0.4) return this.#wait(building, { onExpiry: this.#random.pick(['go-on', 'ask']) });
    if (dice < 0.75) return this.#retriable(building);
    return building.together(`group-${(this.#count += 1)}`, (group) =>
      this.#several(group, (each) => this.#retriable(each)),
    );
  }

  #several(group: LooseBuilder, add: (group: LooseBuilder) => LooseBuilder): LooseBuilder {
    for (let left = this.#random.between(1, 3); left > 0; left--) group = add(group);
    return group;
  }

  #step(building: LooseBuilder): LooseBuilder {
    let made = building.step(...this.#undoable('hold', this.#unless()));
    while (this.#random.chance(0.35)) made = made.orElse(...this.#undoable('hold-other', {}));
    return made;
  }

  #undoable(kind: string, more: object): [string, object] {
    const plain = this.#random.chance(0.15);
    const name = this.#name(plain ? 'hold-plain' : kind);
    const compensate = plain ? 'nothing' : ask(`undo-${name}`);
    const retry = { attempts: this.#random.between(1, 3), first: seconds(1), max: seconds(4) };
    return [name, { command: ask(name), compensate, retry, ...more }];
  }

  #retriable(building: LooseBuilder): LooseBuilder {
    const name = this.#name('after');
    return building.retriable(name, { command: ask(name), ...this.#unless() });
  }

  #wait(building: LooseBuilder, more: { onExpiry?: string }): LooseBuilder {
    const { longFaults, clock } = this.#faults;
    const within = seconds(this.#random.between(5, 120));
    const counts = more.onExpiry === 'go-on' ? [1, 2, Infinity] : [1, 2];
    const count = this.#random.pick(counts);
    const options = {
      within: () => {
        longFaults.call('within', clock.now);
        return within;
      },
      ...(this.#random.chance(0.5) ? { collect: this.#random.chance(0.5) ? count : () => count } : {}),
      ...(this.#random.chance(0.4) ? this.#unless() : {}),
      ...more,
    };
    return building.waitFor({ name: this.#name('wait', false) }, options);
  }

  #unless(): object {
    if (this.#random.chance(0.6)) return {};
    const { longFaults, clock } = this.#faults;
    const which = this.#random.between(0, 3);
    const replied = this.#random.chance(0.4) && this.#before.length > 0 ? this.#random.pick(this.#before) : undefined;
    const unless = (state: State) => {
      longFaults.call('unless', clock.now);
      const asked = (state['input'] as AnyInput).leaveOut[which];
      if (replied === undefined) return asked;
      const reply = state[keyOf(replied)] as { sure: boolean } | undefined;
      // an operator may force an outcome that is not sure
      return (reply !== undefined && reply.sure) === asked;
    };
    return { unless };
  }

  #name(kind: string, sent = true): string {
    const name = `${kind}-${(this.#count += 1)}`;
    if (sent) this.names.push(name);
    return name;
  }
}
