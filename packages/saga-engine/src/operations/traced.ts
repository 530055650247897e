import { inSpan } from '@shop/common/tracing/tracing';
import { workOf } from '../core/command-key.js';
import type { Journal, Participants } from '../core/ports.js';
import { isCode, NO_CODE } from '../core/reason.js';

/** Participants whose commands are spans, named by the step. */
export const tracedParticipants = (participants: Participants): Participants => ({
  dispatch(command, call) {
    const { step, phase } = workOf(call.key, call.sagaId);
    return inSpan(`${phase} ${step}`, { attributes: { 'saga.step': step, 'saga.phase': phase } }, async (span) => {
      const outcome = await participants.dispatch(command, call);
      span.set({ 'saga.outcome': outcome.type });
      if (outcome.type === 'refused') span.set({ 'error.type': isCode(outcome.reason) ? outcome.reason : NO_CODE });
      if (outcome.type === 'in-doubt') span.fail(new Error(outcome.error));
      return outcome;
    });
  },
});

/**
 * A journal whose calls are spans. Sagas that write in the same turn share one MongoDB command, which appears in the trace of only one of
 * them; these spans appear in the trace of each.
 */
export const tracedJournal = (journal: Journal): Journal => ({
  ...journal,
  insert: (saga) => inSpan('journal insert', {}, () => journal.insert(saga)),
  load: (id) => inSpan('journal load', {}, () => journal.load(id)),
  append: (...args) => inSpan('journal append', {}, () => journal.append(...args)),
});
