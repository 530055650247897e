import type { Labels } from 'saga-engine/core/labels';

/** The texts for people about cancel-order, in all versions. */
export const cancelOrderLabels: Labels = {
  saga: { en: 'Cancel the order', ko: '주문 취소 처리' },
  steps: {
    'stop-changes': {
      name: { en: 'Stop changes', ko: '변경 중단' },
      does: { en: 'let no change of the order begin or go on', ko: '주문 변경이 시작되거나 계속되지 않게 합니다' },
      now: { en: 'stopping changes of the order…', ko: '주문 변경을 중단하는 중…' },
      done: { en: 'done: the order is not changed any more', ko: '완료: 주문이 더는 변경되지 않음' },
    },
    'refund-payment': {
      name: { en: 'Refund', ko: '환불' },
      does: { en: 'give the money back', ko: '돈을 돌려줍니다' },
      now: { en: 'giving the money back…', ko: '돈을 돌려주는 중…' },
      done: { en: 'done: refunded', ko: '완료: 환불됨' },
    },
    restock: {
      name: { en: 'Restock', ko: '재고 복원' },
      does: { en: 'put the stock back into the shop', ko: '재고를 상점에 돌려놓습니다' },
      now: { en: 'putting the stock back…', ko: '재고를 돌려놓는 중…' },
      done: { en: 'done: the stock is in the shop again', ko: '완료: 재고가 상점으로 돌아옴' },
    },
    'mark-cancelled': {
      name: { en: 'Cancel', ko: '주문 취소' },
      does: { en: 'mark the order as cancelled', ko: '주문을 취소로 표시합니다' },
      now: { en: 'cancelling the order…', ko: '주문을 취소하는 중…' },
      done: { en: 'done: the order is cancelled', ko: '완료: 주문이 취소됨' },
    },
  },
};
