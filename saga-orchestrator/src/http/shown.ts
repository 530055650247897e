import type { Entry, SagaRecord } from 'saga-engine/core/journal';
import type { Presenter, ShownSaga, ShownStep } from 'saga-engine/core/present';
import type { SagaView } from 'saga-engine/core/view';
import { phaseToJson } from './phase.js';

const iso = (ms: number | null) => (ms === null ? null : new Date(ms).toISOString());

const stepToJson = ({ startedAt, finishedAt, ...step }: ShownStep) => ({
  ...step,
  startedAt: iso(startedAt),
  finishedAt: iso(finishedAt),
});

/** A saga as anybody may see it, as JSON. */
export const shownSagaToJson = ({ steps, ...saga }: ShownSaga) => ({ ...saga, steps: steps.map(stepToJson) });

/** A saga as operators see it: its steps with their timeline, its journal as readable lines, and the steps that can be forced. */
export function shownToJson(present: Presenter, { saga, record }: { saga: SagaView; record: SagaRecord }) {
  const { label, steps } = present.saga(saga);
  const timeline = present.timeline(saga, record.journal);
  return {
    label,
    situation: present.situation(saga),
    steps: steps.map((step) => ({
      ...stepToJson(step),
      parts: (timeline.get(step.name) ?? []).map(({ phase, what, from, to, note }) => ({
        phase: phaseToJson(phase),
        what,
        from: iso(from),
        to: iso(to),
        note,
      })),
    })),
    events: record.journal.map((entry, index) => {
      const { type, tone, step, text } = present.describe(saga.type, entry);
      return {
        seq: index + 1,
        at: iso(entry.at),
        type,
        tone,
        ...(step === undefined ? {} : { step }),
        ...('phase' in entry ? { phase: phaseToJson(entry.phase) } : {}),
        ...('attempt' in entry ? { attempt: entry.attempt } : {}),
        text,
        facts: factsOf(entry),
      };
    }),
    open: present.open(saga).map(({ phase, ...work }) => ({ ...work, phase: phaseToJson(phase) })),
  };
}

const SHOWN_ALREADY = new Set(['at', 'type', 'step', 'signal', 'startedAt', 'attempt', 'phase']);
const TIMES = new Set(['since', 'retryAt', 'until']);

/** The remaining fields of a journal entry: a time, or any other value as text. */
const factsOf = (entry: Entry) =>
  Object.entries(entry)
    .filter(([name, value]) => !SHOWN_ALREADY.has(name) && !isEmpty(value))
    .map(([name, value]) =>
      TIMES.has(name) ? { name, at: iso(value as number) } : { name, value: asText(value as unknown) },
    );

const isEmpty = (value: unknown) => value === undefined || value === null || JSON.stringify(value) === '{}';
const asText = (value: unknown) => (typeof value === 'object' ? JSON.stringify(value) : String(value));
