// Original file: shop/v1/orders.proto


export interface OrderConfirmed {
}

export interface OrderConfirmed__Output {
}
