// Original file: shop/v1/notifications.proto


export interface SendPasswordResetReply {
}

export interface SendPasswordResetReply__Output {
}
