// Original file: shop/v1/users.proto


export interface ListAdministratorsRequest {
}

export interface ListAdministratorsRequest__Output {
}
