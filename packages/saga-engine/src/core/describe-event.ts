import { hours, minutes, seconds } from './duration.js';
import type { Entry, Event } from './journal.js';
import type { LabelBook } from './label-book.js';
import type { Text } from './labels.js';
import { countOf } from './lines.js';
import type { SagaView } from './view.js';

/** How an event is displayed: `rest` is a pause before the next attempt, `asked` a request. */
type Tone = 'done' | 'undone' | 'failed' | 'rest' | 'wait' | 'asked';

type Named<E> = E & { readonly at: number; readonly name: Text };
type Descriptions = {
  readonly [Type in Event['type']]: readonly [
    Tone,
    (event: Named<Extract<Event, { type: Type }>>) => readonly [en: string, ko: string],
  ];
};

/** The time between two moments, in the largest unit of which there is at least one. */
function took(from: number, to: number): string {
  const ms = Math.max(0, to - from);
  if (ms < seconds(1)) return `${ms} ms`;
  if (ms < minutes(1)) return `${(ms / seconds(1)).toFixed(1)} s`;
  return ms < hours(1) ? `${(ms / minutes(1)).toFixed(1)} min` : `${(ms / hours(1)).toFixed(1)} h`;
}

const iso = (time: number) => new Date(time).toISOString();
const plain = (en: string, ko: string) => () => [en, ko] as const;

/** One sentence for each kind of event: ids, codes and figures, never texts of participants, users or operators. */
const DESCRIPTIONS: Descriptions = {
  done: [
    'done',
    ({ name, at, startedAt, attempt }) => [
      `${name.en} done in ${took(startedAt, at)}, attempt ${attempt}`,
      `${name.ko} 완료, ${took(startedAt, at)}, 시도 ${attempt}`,
    ],
  ],
  undone: [
    'undone',
    ({ name, at, startedAt, attempt }) => [
      `${name.en} undone in ${took(startedAt, at)}, attempt ${attempt}`,
      `${name.ko} 되돌림, ${took(startedAt, at)}, 시도 ${attempt}`,
    ],
  ],
  refused: ['failed', ({ name, reason }) => [`${name.en} refused: ${reason}`, `${name.ko} 거절됨: ${reason}`]],
  failed: [
    'failed',
    ({ name, at, phase, attempt, retryAt, ...line }) => {
      const count = countOf({ ...line, at } as Entry);
      const [times, timesKo] = count > 1 ? [` ${count} times`, ` ${count}회`] : ['', ''];
      return [
        `${phase === 'undo' ? 'undo ' : ''}${name.en} failed${times}, attempt ${attempt}; again in ${took(at, retryAt)}`,
        `${name.ko} ${phase === 'undo' ? '되돌리기 ' : ''}실패${timesKo}, 시도 ${attempt}; ${took(at, retryAt)} 뒤 다시`,
      ];
    },
  ],
  parked: [
    'rest',
    ({ name, at, until }) => [
      `${name.en} cannot be sent; again in ${took(at, until)}`,
      `${name.ko} 보낼 수 없음; ${took(at, until)} 뒤 다시`,
    ],
  ],
  resumed: ['rest', ({ name }) => [`${name.en} resumed`, `${name.ko} 다시 시작`]],
  'way-refused': [
    'failed',
    ({ name, reason }) => [
      `${name.en} refused: ${reason}; another way is tried`,
      `${name.ko} 거절됨: ${reason}; 다른 방법을 시도`,
    ],
  ],
  'way-in-doubt': [
    'failed',
    ({ name }) => [
      `${name.en} given up, its outcome is in doubt; it is undone, then another way is tried`,
      `${name.ko} 포기, 결과를 알 수 없음; 되돌린 뒤 다른 방법을 시도`,
    ],
  ],
  'ran-out': ['wait', ({ name }) => [`${name.en} ran out`, `${name.ko} 기다리는 시간이 끝남`]],
  'gave-up': [
    'failed',
    ({ name }) => [`${name.en} given up, its outcome is in doubt`, `${name.ko} 포기, 결과를 알 수 없음`],
  ],
  signalled: ['done', ({ name }) => [`${name.en} signalled`, `${name.ko} 신호 받음`]],
  decided: [
    'wait',
    (event) => {
      const { en, ko } = event.name;
      if (event.passed) return [`${en} is not needed`, `${ko} 필요 없음`];
      if (event.until === undefined) return [`${en} is needed`, `${ko} 필요함`];
      return [`${en} waits until ${iso(event.until)}`, `${ko} ${iso(event.until)}까지 기다림`];
    },
  ],
  expired: ['failed', ({ name, reason }) => [`${name.en} expired: ${reason}`, `${name.ko} 시간 초과: ${reason}`]],
  'cancel-requested': ['asked', plain('cancel requested', '취소 요청')],
  'compensate-requested': ['asked', plain('compensation requested', '되돌리기 요청')],
  'retry-requested': ['asked', plain('retry requested', '재시도 요청')],
  resolved: ['asked', plain('resolved by hand', '수동으로 종료')],
  forced: [
    'asked',
    ({ name, phase, outcome }) => [
      `${phase === 'undo' ? 'undo ' : ''}${name.en} forced as ${outcome}`,
      `${name.ko} ${phase === 'undo' ? '되돌리기 ' : ''}강제 처리: ${outcome}`,
    ],
  ],
  restarted: [
    'asked',
    ({ name, phase }) => [
      `restarted from ${phase === 'undo' ? 'undo ' : ''}${name.en}`,
      `${name.ko} ${phase === 'undo' ? '되돌리기' : ''}부터 다시 시작`,
    ],
  ],
  'followed-up': ['asked', ({ saga, id }) => [`followed by ${saga} ${id}`, `이어지는 사가: ${saga} ${id}`]],
};

/** The displayed text of an event. */
export interface DescribedEvent {
  readonly type: string;
  readonly tone: Tone;
  readonly text: Text;
  readonly step?: string;
}

/** Describes an event of a saga of this type; an event that only a newer release knows is shown by its type alone. */
export function describeEvent(labels: LabelBook, type: string, event: Event & { readonly at: number }): DescribedEvent {
  const step = 'step' in event ? event.step : event.type === 'signalled' ? event.signal : undefined;
  const described = { type: event.type, ...(step === undefined ? {} : { step }) };
  if (!Object.hasOwn(DESCRIPTIONS, event.type))
    return { ...described, tone: 'asked', text: { en: event.type, ko: event.type } };
  const [tone, words] = DESCRIPTIONS[event.type] as [Tone, (event: object) => readonly [string, string]];
  const [en, ko] = words({ ...event, name: step === undefined ? undefined : named(labels, type, step) });
  return { ...described, tone, text: { en, ko } };
}

/** Why a saga rests after a run: a signal, the next attempt, or a place at a participant; or that it has ended. */
export function describeRest(labels: LabelBook, { type, state, waiting, deadline }: SagaView, place?: string): Text {
  if (place) return { en: `waits for a place at ${place}`, ko: `${place}에 자리가 나기를 기다림` };
  if (!waiting) return { en: state, ko: state };
  const step = named(labels, type, waiting.step);
  const isDeadline = deadline === waiting.until;
  const until = iso(waiting.until);
  return {
    en: `waits at ${step.en} for ${waiting.why}, ${isDeadline ? 'deadline' : 'until'} ${until}`,
    ko: `${step.ko} 대기: ${waiting.why}, ${isDeadline ? '기한' : '다시'} ${until}`,
  };
}

/** A step as operators see it: the name by which they address it, with its label. */
export function named(labels: LabelBook, type: string, step: string): Text {
  const { name, labelled } = labels.step(type, step);
  return labelled ? { en: `${step} (${name.en})`, ko: `${step} (${name.ko})` } : { en: step, ko: step };
}
