import { summarise } from '../core/append.js';
import { decideFrom, sentTogether, type Decision, type Sending } from '../core/decide.js';
import type { Definition } from '../core/definition.js';
import { evolve } from '../core/evolve.js';
import type { Entry, SagaRecord } from '../core/journal.js';
import type { Progress } from '../core/progress.js';

/** An exported saga, redacted or not. */
export type Exported = Pick<
  SagaRecord,
  'id' | 'type' | 'version' | 'input' | 'createdAt' | 'journal' | 'state' | 'next'
>;

/** A command that the saga sent, alone or together with another: `hotel.hold`, `undo hotel.release`. */
export interface SentCommand {
  readonly command: string;
  /** Its key, the same for each attempt. */
  readonly key: string;
  readonly request: unknown;
}

/** The result of replaying an exported saga with the current definitions. */
export interface Replayed {
  /** The commands that it sends, in order, each once whatever the number of attempts. */
  readonly commands: readonly SentCommand[];
  /** Its state at the end of its journal: `COMPLETED`, `COMPENSATING` … */
  readonly state: string;
  /** Its next action, as in the journal's own summary: a step, `undo <step>` or `follow-up`; empty at its end. */
  readonly next: string;
  /** A sentence about the first difference; undefined when there is none. */
  readonly differs?: string;
}

/**
 * Replays the journal of an exported saga, line by line, and checks that the current definition would do at each line what the line says
 * was done. Nothing is sent. Redacted data is passed to the definition as it stands in the export.
 */
export function replay(definitions: readonly Definition[], exported: Exported): Replayed {
  const { id, type, version, state, journal } = exported;
  const name = `${type} version ${version}, saga ${id}`;
  const definition = definitions.find((known) => known.name === type && known.version === version);
  if (!definition) return { commands: [], state, next: '', differs: `${name}: there is no such definition any more.` };
  const commands = new Map<string, SentCommand>();
  const list = ({ type: kind, command, key }: Sending) => {
    const word = `${kind === 'undo' ? 'undo ' : ''}${command.participant}.${command.method}`;
    if (!commands.has(key)) commands.set(key, { command: word, key, request: command.request });
  };
  const at = (lines: number) => ({ ...exported, journal: journal.slice(0, lines) });
  for (const [index, entry] of journal.entries()) {
    const progress = evolve(definition, at(index));
    const { decision, now } = decideInTime(progress, entry, index);
    const asBefore = fits(entry, decision);
    if (asBefore === undefined) continue;
    if (!asBefore)
      return {
        ...standing(definition, at(index), entry.at),
        commands: [...commands.values()],
        differs: `${name}: line ${index + 1} of its journal says ${lineInWords(entry)}; today it would ${inWords(decision)} there.`,
      };
    if (decision.type !== 'send' && decision.type !== 'undo') continue;
    [decision, ...sentTogether(progress, now)].forEach(list);
  }
  const stands = standing(definition, exported, journal.at(-1)?.at ?? exported.createdAt);
  const differs =
    stands.state !== state
      ? `${name}: it was ${state} at the end of its journal; today it would be ${stands.state}.`
      : exported.next !== undefined && exported.next !== stands.next
        ? `${name}: what was next was "${exported.next}"; today it would be "${stands.next}".`
        : undefined;
  return { ...stands, commands: [...commands.values()], ...(differs === undefined ? {} : { differs }) };
}

function standing(definition: Definition, saga: Exported, now: number): Pick<Replayed, 'state' | 'next'> {
  const progress = evolve(definition, saga);
  const { state, next = '' } = summarise(progress, decideFrom(progress, now), now, 0);
  return { state, next };
}

/** Whether the line can result from this decision; undefined for a line that came from outside or follows from the one before. */
function fits(entry: Entry, decision: Decision): boolean | undefined {
  const isAt = (step: string, ...types: readonly Decision['type'][]) =>
    types.includes(decision.type) && 'step' in decision && decision.step === step;
  switch (entry.type) {
    case 'done':
    case 'refused':
    case 'way-refused':
      return isAt(entry.step, 'send');
    case 'undone':
      return isAt(entry.step, 'undo');
    case 'failed':
    case 'parked':
      // a definition's function that threw may have been fixed since
      if (entry.type === 'failed' && entry.error.startsWith('The definition of ')) return undefined;
      return entry.phase === 'undo' ? isAt(entry.step, 'undo') : isAt(entry.step, 'send', 'start-follow-up');
    case 'expired':
      return isAt(entry.step, 'expire') && decision.type === 'expire' && decision.reason === entry.reason;
    case 'ran-out':
      return isAt(entry.step, 'run-out');
    case 'followed-up':
      return (
        decision.type === 'start-follow-up' &&
        decision.followUp.saga === entry.saga &&
        decision.followUp.id === entry.id
      );
    default:
      return undefined;
  }
}

/** The decision at the time of the line; clocks of two machines may differ, so a rest or a wait that is not over yet is skipped. */
function decideInTime(progress: Progress, entry: Entry, mostRests: number): { decision: Decision; now: number } {
  let now = 'startedAt' in entry ? entry.startedAt : entry.at;
  for (let rests = 0; ; rests += 1) {
    const decision = decideFrom(progress, now);
    const rested =
      decision.type === 'sleep' || (decision.type === 'wait' && (entry.type === 'expired' || entry.type === 'ran-out'));
    if (!rested || rests > mostRests) return { decision, now };
    now = decision.until;
  }
}

function inWords(decision: Decision): string {
  switch (decision.type) {
    case 'send':
    case 'undo':
      return `${decision.type} ${decision.step}`;
    case 'definition-failed':
      return `fail at ${decision.step}`;
    case 'wait':
      return `wait for ${decision.signal}`;
    case 'sleep':
      return `rest at ${decision.step}`;
    case 'expire':
      return `let ${decision.step} expire, ${decision.reason}`;
    case 'run-out':
      return `let ${decision.step} run out`;
    case 'start-follow-up':
      return `start ${decision.followUp.saga} ${decision.followUp.id}`;
    case 'finish':
      return `have ended as ${decision.outcome}`;
    default:
      return `decide on ${decision.step}`;
  }
}

function lineInWords(entry: Entry): string {
  if (entry.type === 'followed-up') return `that ${entry.saga} ${entry.id} was started`;
  if (entry.type === 'expired') return `that ${entry.step} expired, ${entry.reason}`;
  if (entry.type === 'ran-out') return `that ${entry.step} ran out`;
  const { type, step } = entry as Extract<Entry, { step: string }>;
  return type === 'undone' ? `that ${step} was undone` : `that ${step} was sent`;
}
