/**
 * What customers are told of a problem, by its code and the page's language. Of others they read the API's own text, which is in English and
 * may be for programs.
 */
const TEXTS = {
  en: {
    ORDER_NOT_PAYABLE: 'This order cannot be paid now: it is paid, being paid, or cancelled.',
  },
  ko: {
    ACCOUNT_DISABLED: '사용이 중지된 계정입니다.',
    BAD_CREDENTIALS: '이메일 또는 비밀번호가 맞지 않습니다.',
    CARD_DECLINED: '카드가 거절되었습니다. 다시 주문해 다른 카드로 결제하세요.',
    EMAIL_TAKEN: '이미 가입된 이메일입니다.',
    HOLD_LIMIT: '결제하지 않은 주문에 이 상품이 너무 많습니다.',
    ORDER_NOT_PAYABLE: '지금은 결제할 수 없는 주문입니다. 이미 결제했거나, 결제 중이거나, 취소되었습니다.',
    PRICE_CHANGED: '가격이 바뀌었습니다. 새 가격을 확인하고 다시 주문하세요.',
    RATE_LIMITED: '요청이 너무 많습니다. 잠시 뒤 다시 시도하세요.',
    SERVICE_UNAVAILABLE: '지금은 처리할 수 없습니다. 잠시 뒤 다시 시도하세요.',
    TIMED_OUT: '응답이 늦어지고 있습니다. 잠시 뒤 다시 시도하세요.',
    TOO_MANY_DECLINES: '거절된 카드가 너무 많습니다. 한 시간 뒤 다시 시도하세요.',
    TOO_MANY_UNPAID_ORDERS: '결제하지 않은 주문이 너무 많습니다. 먼저 결제하거나 취소하세요.',
    UNREACHABLE: '상점에 연결할 수 없습니다. 잠시 뒤 다시 시도하세요.',
  },
};

/** The text of a problem for customers. */
export const textOf = ({ code, message }, language) => TEXTS[language][code] ?? message;
