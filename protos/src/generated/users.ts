import type * as grpc from '@grpc/grpc-js';
import type { MessageTypeDefinition } from '@grpc/proto-loader';

import type { Administrators as _shop_v1_Administrators, Administrators__Output as _shop_v1_Administrators__Output } from './shop/v1/Administrators.js';
import type { GetPasswordResetRequest as _shop_v1_GetPasswordResetRequest, GetPasswordResetRequest__Output as _shop_v1_GetPasswordResetRequest__Output } from './shop/v1/GetPasswordResetRequest.js';
import type { GetUserRequest as _shop_v1_GetUserRequest, GetUserRequest__Output as _shop_v1_GetUserRequest__Output } from './shop/v1/GetUserRequest.js';
import type { GetUsersRequest as _shop_v1_GetUsersRequest, GetUsersRequest__Output as _shop_v1_GetUsersRequest__Output } from './shop/v1/GetUsersRequest.js';
import type { ListAdministratorsRequest as _shop_v1_ListAdministratorsRequest, ListAdministratorsRequest__Output as _shop_v1_ListAdministratorsRequest__Output } from './shop/v1/ListAdministratorsRequest.js';
import type { PasswordReset as _shop_v1_PasswordReset, PasswordReset__Output as _shop_v1_PasswordReset__Output } from './shop/v1/PasswordReset.js';
import type { TokenClaims as _shop_v1_TokenClaims, TokenClaims__Output as _shop_v1_TokenClaims__Output } from './shop/v1/TokenClaims.js';
import type { User as _shop_v1_User, User__Output as _shop_v1_User__Output } from './shop/v1/User.js';
import type { UserList as _shop_v1_UserList, UserList__Output as _shop_v1_UserList__Output } from './shop/v1/UserList.js';
import type { UsersClient as _shop_v1_UsersClient, UsersDefinition as _shop_v1_UsersDefinition } from './shop/v1/Users.js';
import type { ValidateTokenRequest as _shop_v1_ValidateTokenRequest, ValidateTokenRequest__Output as _shop_v1_ValidateTokenRequest__Output } from './shop/v1/ValidateTokenRequest.js';

type SubtypeConstructor<Constructor extends new (...args: any) => any, Subtype> = {
  new(...args: ConstructorParameters<Constructor>): Subtype;
};

export interface ProtoGrpcType {
  shop: {
    v1: {
      Administrators: MessageTypeDefinition<_shop_v1_Administrators, _shop_v1_Administrators__Output>
      GetPasswordResetRequest: MessageTypeDefinition<_shop_v1_GetPasswordResetRequest, _shop_v1_GetPasswordResetRequest__Output>
      GetUserRequest: MessageTypeDefinition<_shop_v1_GetUserRequest, _shop_v1_GetUserRequest__Output>
      GetUsersRequest: MessageTypeDefinition<_shop_v1_GetUsersRequest, _shop_v1_GetUsersRequest__Output>
      ListAdministratorsRequest: MessageTypeDefinition<_shop_v1_ListAdministratorsRequest, _shop_v1_ListAdministratorsRequest__Output>
      PasswordReset: MessageTypeDefinition<_shop_v1_PasswordReset, _shop_v1_PasswordReset__Output>
      TokenClaims: MessageTypeDefinition<_shop_v1_TokenClaims, _shop_v1_TokenClaims__Output>
      User: MessageTypeDefinition<_shop_v1_User, _shop_v1_User__Output>
      UserList: MessageTypeDefinition<_shop_v1_UserList, _shop_v1_UserList__Output>
      /**
       * Accounts, as the other processes see them. Registration and log-in are REST only.
       */
      Users: SubtypeConstructor<typeof grpc.Client, _shop_v1_UsersClient> & { service: _shop_v1_UsersDefinition }
      ValidateTokenRequest: MessageTypeDefinition<_shop_v1_ValidateTokenRequest, _shop_v1_ValidateTokenRequest__Output>
    }
  }
}

