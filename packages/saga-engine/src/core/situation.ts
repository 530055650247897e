import type { LabelBook } from './label-book.js';
import type { Text } from './labels.js';
import { ended, FOLLOW_UP } from './progress.js';
import type { SagaView, StepView } from './view.js';

const time = (ms: number) => `${new Date(ms).toISOString().slice(0, 19).replace('T', ' ')} UTC`;
const both = (...texts: readonly (Text | undefined)[]): Text => ({
  en: texts.flatMap((text) => text?.en ?? []).join(' '),
  ko: texts.flatMap((text) => text?.ko ?? []).join(' '),
});
const NOTHING_MORE: Text = { en: 'Nothing more happens.', ko: '더 일어날 일은 없습니다.' };
const ENDS: Readonly<Record<string, Text>> = {
  COMPLETED: { en: 'Every step that was needed is done.', ko: '필요한 단계가 모두 끝났습니다.' },
  COMPENSATED: { en: 'What had been done is undone.', ko: '이미 한 일은 모두 되돌렸습니다.' },
  RESOLVED: { en: 'An operator ended it as it stood.', ko: '운영자가 그 상태 그대로 종료했습니다.' },
};
const ATTENTION: Text = {
  en: 'It needs an operator: find the cause in the error below, then retry, force or resolve it.',
  ko: '운영자가 처리해야 합니다. 아래 오류에서 원인을 찾은 뒤 재시도하거나 강제 처리하거나 종료하세요.',
};

/**
 * The current situation of a saga and what happens next, in a few sentences for operators: labels, codes and times (UTC), never texts of
 * participants, users or operators.
 */
export function describeSituation(labels: LabelBook, saga: SagaView): Text {
  const failure = failureOf(labels, saga);
  if (ended(saga)) return both(failure, ENDS[saga.state], NOTHING_MORE);
  return both(
    failure,
    (failure ? backward : forward)(labels, saga),
    saga.state === 'NEEDS_ATTENTION' ? ATTENTION : undefined,
  );
}

function failureOf(labels: LabelBook, { type, failure }: SagaView): Text | undefined {
  if (!failure) return undefined;
  const step = labels.step(type, failure.step).name;
  const reason = labels.reason(type, failure.reason) ?? { en: failure.reason, ko: failure.reason };
  return { en: `It stopped at ${step.en}: ${reason.en}.`, ko: `${step.ko} 단계에서 멈췄습니다: ${reason.ko}.` };
}

/** The labels of steps as a list. */
function listed(labels: LabelBook, type: string, steps: readonly StepView[]): Text {
  const names = steps.map(({ name }) => labels.step(type, name).name);
  return { en: names.map(({ en }) => en).join(' and '), ko: names.map(({ ko }) => ko).join(', ') };
}

function backward(labels: LabelBook, { type, steps, waiting }: SagaView): Text {
  const left = steps.filter(({ undo }) => undo?.status === 'pending' || undo?.status === 'failing').toReversed();
  if (left.length === 0) return { en: 'Nothing has to be undone.', ko: '되돌릴 것이 없습니다.' };
  const [first, ...rest] = left;
  const now = listed(labels, type, [first!]);
  const then = listed(labels, type, rest);
  const after: Text | undefined = rest.length
    ? { en: `Then ${then.en}.`, ko: `다음으로 ${then.ko} 단계를 되돌립니다.` }
    : undefined;
  if (waiting?.pause) return both(paused({ en: `Undoing ${now.en}`, ko: `${now.ko} 되돌리기` }), after);
  if (waiting)
    return both(
      {
        en: `Undoing ${now.en} has not succeeded yet; it is tried again at ${time(waiting.until)}.`,
        ko: `${now.ko} 되돌리기가 아직 성공하지 못했으며 ${time(waiting.until)}에 다시 시도합니다.`,
      },
      after,
    );
  return both({ en: `${now.en} is being undone.`, ko: `${now.ko} 단계를 되돌리는 중입니다.` }, after);
}

const paused = ({ en, ko }: Text): Text => ({
  en: `${en} is held back by a pause, and goes on when that is lifted.`,
  ko: `${ko}: 일시 중지되어 있으며, 중지가 풀리면 계속됩니다.`,
});

function forward(labels: LabelBook, { type, steps, waiting, deadline }: SagaView): Text {
  const at = steps.findIndex(({ name, status }) =>
    waiting ? name === waiting.step : status === 'running' || status === 'waiting',
  );
  if (at < 0 && waiting?.step === FOLLOW_UP)
    return {
      en: `The saga that undoes it could not be started yet; the next try is at ${time(waiting.until)}.`,
      ko: `이 사가를 되돌릴 사가를 아직 시작하지 못했으며 ${time(waiting.until)}에 다시 시도합니다.`,
    };
  const here = steps[at];
  const toCome = steps.slice(at + 1).find(({ status }) => status === 'pending');
  const next = toCome && labels.step(type, toCome.name).name;
  const after: Text = next
    ? { en: `${next.en} is next.`, ko: `다음 단계는 ${next.ko}입니다.` }
    : { en: 'It is the last step.', ko: '마지막 단계입니다.' };
  // between two steps
  if (!here) return next ? after : { en: 'It is about to end.', ko: '곧 끝납니다.' };
  const name = labels.step(type, here.name).name;
  if (waiting?.pause) return both(paused(name), after);
  if (here.kind === 'wait') {
    const behindPivot = steps.slice(0, at).some(({ kind }) => kind === 'pivot');
    return both(awaited(name, here.name, waiting?.until ?? deadline), after, behindPivot ? GOES_ON : IS_UNDONE);
  }
  if (waiting) return both(triedAgain(name, here.attempts, time(waiting.until)), after);
  const running = steps.filter(({ status }) => status === 'running');
  const now = listed(labels, type, running.length ? running : [here]);
  return both({ en: `${now.en}: under way.`, ko: `${now.ko}: 진행 중입니다.` }, after);
}

const GOES_ON: Text = { en: 'Without the signal it goes on all the same.', ko: '신호가 오지 않아도 계속됩니다.' };
const IS_UNDONE: Text = {
  en: 'Without the signal, what was done is undone.',
  ko: '신호가 오지 않으면 이미 한 일을 되돌립니다.',
};

const awaited = (name: Text, signal: string, until: number | null): Text => ({
  en: `It waits at ${name.en} for the signal ${signal}${until === null ? '' : ` until ${time(until)}`}.`,
  ko: `${name.ko} 단계에서 ${until === null ? '' : `${time(until)}까지 `}${signal} 신호를 기다립니다.`,
});

const triedAgain = (name: Text, attempts: number, at: string): Text =>
  attempts
    ? {
        en: `${name.en} has not succeeded in ${attempts} ${attempts === 1 ? 'attempt' : 'attempts'}; it is tried again at ${at}.`,
        ko: `${name.ko} 단계가 ${attempts}번 시도에도 성공하지 못했으며 ${at}에 다시 시도합니다.`,
      }
    : {
        en: `${name.en} cannot be sent now; that is tried again at ${at}.`,
        ko: `${name.ko} 단계를 지금은 보낼 수 없으며 ${at}에 다시 시도합니다.`,
      };
