import { KEPT_DAYS } from '../delivery.js';
import type { Words } from './words.js';

export const ko: Words = {
  hello: (name) => (name ? `${name} 님, 안녕하세요.` : '안녕하세요.'),
  passwordReset: {
    subject: '새 비밀번호 설정',
    before: '새 비밀번호를 설정해 달라는 요청이 있었습니다. 한 시간 안에 아래 링크에서 새 비밀번호를 정해 주세요.',
    label: '새 비밀번호 설정하기',
    after:
      '링크는 한 번만 쓸 수 있고, 설정하면 모든 로그인이 끝납니다. 요청하지 않으셨다면 이 메일은 무시해 주세요. 바뀐 것은 없습니다.',
  },
  confirmed: (orderId) => ({
    subject: `주문 ${orderId}이(가) 확정되었습니다`,
    before: '주문해 주셔서 감사합니다. 주문이 확정되었습니다.',
    label: '주문 보기',
  }),
  total: (amount) => `합계: ${amount}`,
  cancelled: (orderId, why) => ({
    subject: `주문 ${orderId}이(가) 취소되었습니다`,
    before: `주문 ${orderId}이(가) 취소되었습니다. 이유: ${why}. 결제된 금액이 있다면 환불됩니다.`,
    label: '상점으로 가기',
  }),
  reasons: {
    OUT_OF_STOCK: '재고 부족',
    PAYMENT_DECLINED: '카드 거절',
    PAYMENT_TIMEOUT: '결제 시간 초과',
    CUSTOMER_CANCELLED: '고객의 취소',
    PRICE_CHANGED: '가격 변경',
    ADMIN_CANCELLED: '관리자의 취소',
    FAILED: '처리 실패',
  },
  refunded: (orderId, refunded, amount) => ({
    subject: `주문 ${orderId}의 환불 안내`,
    before: `주문 ${orderId}의 금액이 환불되었습니다. 지금까지 ${amount} 중 ${refunded}입니다.`,
    label: '상점으로 가기',
  }),
  refundFailed: (orderId, amount) => ({
    subject: `주문 ${orderId}의 환불이 완료되지 못했습니다`,
    before: `주문 ${orderId}의 환불 ${amount}이(가) 카드 해지 등의 이유로 은행에서 처리되지 못하고 저희에게 되돌아왔습니다. 다른 방법으로 돌려드리고, 완료되면 다시 알려 드리겠습니다. 지금 하실 일은 없습니다.`,
    label: '상점으로 가기',
  }),
  webhookDisabled: (host, why) => ({
    subject: `${host}(으)로 가는 웹훅이 꺼졌습니다`,
    before: `${host}(으)로 가는 웹훅이 꺼졌습니다. 이유: ${why}. 이벤트는 보내지 않고 보관합니다. 받는 쪽이 다시 동작하면 콘솔에서 웹훅을 켜고 놓친 이벤트를 다시 보내 주세요. 이벤트는 ${KEPT_DAYS}일 동안 보관됩니다.`,
    label: '웹훅 보기',
  }),
  whyDisabled: {
    GONE: '받는 쪽이 410 Gone으로 답했습니다(더 받지 않겠다는 뜻)',
    FAILING: '사흘 동안 한 건도 전달되지 않았습니다',
  },
  greeting: '상점 드림',
};
