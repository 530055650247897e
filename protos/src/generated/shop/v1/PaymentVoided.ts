// Original file: shop/v1/payments.proto


export interface PaymentVoided {
}

export interface PaymentVoided__Output {
}
