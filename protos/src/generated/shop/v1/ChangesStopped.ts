// Original file: shop/v1/orders.proto


export interface ChangesStopped {
}

export interface ChangesStopped__Output {
}
