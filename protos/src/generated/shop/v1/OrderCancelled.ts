// Original file: shop/v1/orders.proto


export interface OrderCancelled {
}

export interface OrderCancelled__Output {
}
