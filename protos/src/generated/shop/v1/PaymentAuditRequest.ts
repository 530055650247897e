// Original file: shop/v1/payments.proto


export interface PaymentAuditRequest {
}

export interface PaymentAuditRequest__Output {
}
