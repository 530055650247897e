// Original file: shop/v1/payments.proto


export interface UndoCompletePaymentReply {
}

export interface UndoCompletePaymentReply__Output {
}
