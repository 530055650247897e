import type { Labels } from 'saga-engine/core/labels';

/** The texts for people about change-order, in all versions. */
export const changeOrderLabels: Labels = {
  saga: { en: 'Change a paid order', ko: '결제된 주문 변경' },
  steps: {
    'hold-change': {
      name: { en: 'Hold', ko: '추가 재고 예약' },
      does: { en: 'hold what the change needs more of', ko: '변경에 더 필요한 재고를 잡아 둡니다' },
      undo: { en: 'give it back', ko: '재고 반환' },
      now: { en: 'holding the stock…', ko: '재고를 잡는 중…' },
      done: { en: 'done: the stock is held', ko: '완료: 재고를 잡아 둠' },
      undone: { en: 'undone: the order stays as it was', ko: '되돌림: 주문은 그대로임' },
    },
    'authorize-difference': {
      name: { en: 'Authorise', ko: '차액 승인' },
      does: {
        en: 'hold what it costs more on the card, if it does',
        ko: '더 비싸지면 차액만큼 카드 한도를 잡아 둡니다',
      },
      undo: { en: 'let it go, or give it back', ko: '승인 취소 또는 환불' },
      now: { en: 'asking the bank…', ko: '은행에 묻는 중…' },
      done: { en: 'done: the money is held', ko: '완료: 승인됨' },
      undone: { en: 'undone: nothing of it is held or was kept', ko: '되돌림: 차액을 받지 않음' },
    },
    'capture-difference': {
      name: { en: 'Capture', ko: '차액 청구' },
      does: { en: 'take what it costs more', ko: '차액을 받습니다' },
      now: { en: 'taking the money…', ko: '돈을 받는 중…' },
      done: { en: 'done: the money is taken', ko: '완료: 돈을 받음' },
    },
    'apply-change': {
      name: { en: 'Change', ko: '주문 변경' },
      does: { en: 'change the order: no way back from here', ko: '주문을 변경합니다. 여기부터는 돌아가지 않습니다' },
      now: { en: 'changing the order…', ko: '주문을 변경하는 중…' },
      done: { en: 'done: the order is changed', ko: '완료: 주문이 변경됨' },
    },
    'move-stock': {
      name: { en: 'Move stock', ko: '재고 반영' },
      does: {
        en: 'sell what is held, and put back what is not needed',
        ko: '잡아 둔 재고를 판매하고 남는 재고를 돌려놓습니다',
      },
      now: { en: 'moving the stock…', ko: '재고를 반영하는 중…' },
      done: { en: 'done: the stock has followed', ko: '완료: 재고에 반영됨' },
    },
    'refund-difference': {
      name: { en: 'Refund', ko: '차액 환불' },
      does: { en: 'give back what it costs less, if it does', ko: '더 싸지면 차액을 돌려줍니다' },
      now: { en: 'giving the money back…', ko: '돈을 돌려주는 중…' },
      done: { en: 'done: refunded', ko: '완료: 환불됨' },
    },
  },
  reasons: {
    OUT_OF_STOCK: { en: 'there is not enough stock', ko: '재고가 모자람' },
    PAYMENT_DECLINED: { en: 'the card was declined', ko: '카드가 거절됨' },
    PAYMENT_METHOD_NOT_FOUND: { en: 'the card is not there any more', ko: '카드가 더 이상 없음' },
    CAPTURE_REFUSED: { en: 'the money could not be taken', ko: '결제 대행사가 청구를 거절함' },
    ORDER_NOT_CHANGEABLE: { en: 'the order cannot be changed', ko: '변경할 수 없는 주문임' },
    ORDER_CANCELLED: { en: 'the order is being cancelled', ko: '취소되는 주문임' },
  },
};
