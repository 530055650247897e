// Original file: shop/v1/payments.proto


export interface RefundChangeChecked {
}

export interface RefundChangeChecked__Output {
}
