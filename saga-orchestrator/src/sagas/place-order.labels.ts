import type { Labels } from 'saga-engine/core/labels';

/** The texts for people about place-order, in all versions. */
export const placeOrderLabels: Labels = {
  saga: { en: 'Place an order', ko: '주문하기' },
  steps: {
    'create-order': {
      name: { en: 'Create', ko: '주문 생성' },
      does: { en: 'write the order', ko: '주문을 기록합니다' },
      undo: { en: 'cancel it', ko: '주문 취소' },
      now: { en: 'writing the order…', ko: '주문을 기록하는 중…' },
      done: { en: 'done: the order is written', ko: '완료: 주문이 기록됨' },
      undone: { en: 'undone: the order is cancelled', ko: '되돌림: 주문이 취소됨' },
    },
    'reserve-stock': {
      name: { en: 'Reserve', ko: '재고 예약' },
      does: { en: 'hold the stock', ko: '재고를 잡아 둡니다' },
      undo: { en: 'give it back', ko: '재고 반환' },
      now: { en: 'holding the stock…', ko: '재고를 잡는 중…' },
      done: { en: 'done: the stock is held', ko: '완료: 재고를 잡아 둠' },
      undone: { en: 'undone: the stock is given back', ko: '되돌림: 재고를 돌려놓음' },
    },
    'payment-submitted': {
      name: { en: 'Payment', ko: '결제' },
      does: { en: 'wait for it, unless it is paid at once', ko: '바로 결제하지 않으면 기다립니다' },
      waiting: { en: 'waiting for you to pay', ko: '결제를 기다리는 중' },
      done: { en: 'done: you have paid', ko: '완료: 결제함' },
    },
    'authorize-payment': {
      name: { en: 'Authorise', ko: '결제 승인' },
      does: { en: 'hold the money on the card', ko: '카드 한도를 잡아 둡니다' },
      undo: { en: 'let it go', ko: '승인 취소' },
      now: { en: 'asking the bank…', ko: '은행에 묻는 중…' },
      done: { en: 'done: the money is held', ko: '완료: 승인됨' },
      undone: { en: 'undone: the money is let go', ko: '되돌림: 승인을 취소함' },
    },
    'customer-answered': {
      name: { en: 'Customer confirms', ko: '고객 확인' },
      does: {
        en: 'wait until the customer has confirmed it, if the bank asks for that',
        ko: '은행이 요구하면 고객의 확인을 기다립니다',
      },
      waiting: {
        en: 'waiting for you to confirm the payment at your bank',
        ko: '은행에서 결제를 확인해 주시기를 기다리는 중',
      },
      done: { en: 'done: you have answered your bank', ko: '완료: 은행에 응답함' },
    },
    'complete-payment': {
      name: { en: 'Bank decides', ko: '은행 결과' },
      does: { en: 'ask what came of it', ko: '확인 결과를 묻습니다' },
      now: { en: 'asking the bank what came of it…', ko: '은행에 결과를 묻는 중…' },
      done: { en: 'done: the money is held', ko: '완료: 승인됨' },
    },
    'confirm-order': {
      name: { en: 'Confirm', ko: '주문 확정' },
      does: { en: 'sell it: no way back from here', ko: '판매를 확정합니다. 여기부터는 돌아가지 않습니다' },
      now: { en: 'selling the stock…', ko: '판매를 확정하는 중…' },
      done: { en: 'done: the order is yours', ko: '완료: 주문이 확정됨' },
    },
    'capture-payment': {
      name: { en: 'Capture', ko: '대금 청구' },
      does: { en: 'take the money', ko: '돈을 받습니다' },
      now: { en: 'taking the money…', ko: '돈을 받는 중…' },
      done: { en: 'done: the money is taken', ko: '완료: 돈을 받음' },
    },
  },
  reasons: {
    OUT_OF_STOCK: { en: 'there is not enough stock', ko: '재고가 모자람' },
    PAYMENT_DECLINED: { en: 'the card was declined', ko: '카드가 거절됨' },
    PAYMENT_METHOD_NOT_FOUND: { en: 'the card is not there any more', ko: '카드가 더 이상 없음' },
    PAYMENT_TIMEOUT: { en: 'nobody paid in time', ko: '제때 결제되지 않음' },
  },
};
