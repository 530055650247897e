import type { Text } from './labels.js';

/** The texts for a step's state. */
export type ShownState = 'todo' | 'never' | 'now' | 'waiting' | 'done' | 'skipped' | 'failed' | 'undoing' | 'undone';

/** The texts for a step's state where its label has none of its own. */
export const NOTES: Readonly<Record<ShownState | 'refused' | 'otherWay' | 'ranOut', Text>> = {
  todo: { en: 'to come', ko: '아직' },
  never: { en: 'never begun', ko: '시작하지 않음' },
  now: { en: 'under way…', ko: '진행 중…' },
  waiting: { en: 'waiting', ko: '기다리는 중' },
  done: { en: 'done', ko: '완료' },
  skipped: { en: 'not needed', ko: '필요 없음' },
  failed: { en: 'not completed', ko: '완료되지 않음' },
  otherWay: { en: 'only if the one before is refused', ko: '앞 단계가 거절될 때만' },
  ranOut: { en: 'nothing came in time', ko: '제시간에 오지 않음' },
  refused: { en: 'refused', ko: '거절됨' },
  undoing: { en: 'being undone…', ko: '되돌리는 중…' },
  undone: { en: 'undone', ko: '되돌림' },
};
