// Original file: shop/v1/orders.proto


export interface ChangedMoved {
}

export interface ChangedMoved__Output {
}
