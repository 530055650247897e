// Original file: shop/v1/orders.proto


export interface Restocked {
}

export interface Restocked__Output {
}
