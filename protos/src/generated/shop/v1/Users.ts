// Original file: shop/v1/users.proto

import type * as grpc from '@grpc/grpc-js'
import type { MethodDefinition } from '@grpc/proto-loader'
import type { Administrators as _shop_v1_Administrators, Administrators__Output as _shop_v1_Administrators__Output } from '../../shop/v1/Administrators.js';
import type { GetPasswordResetRequest as _shop_v1_GetPasswordResetRequest, GetPasswordResetRequest__Output as _shop_v1_GetPasswordResetRequest__Output } from '../../shop/v1/GetPasswordResetRequest.js';
import type { GetUserRequest as _shop_v1_GetUserRequest, GetUserRequest__Output as _shop_v1_GetUserRequest__Output } from '../../shop/v1/GetUserRequest.js';
import type { GetUsersRequest as _shop_v1_GetUsersRequest, GetUsersRequest__Output as _shop_v1_GetUsersRequest__Output } from '../../shop/v1/GetUsersRequest.js';
import type { ListAdministratorsRequest as _shop_v1_ListAdministratorsRequest, ListAdministratorsRequest__Output as _shop_v1_ListAdministratorsRequest__Output } from '../../shop/v1/ListAdministratorsRequest.js';
import type { PasswordReset as _shop_v1_PasswordReset, PasswordReset__Output as _shop_v1_PasswordReset__Output } from '../../shop/v1/PasswordReset.js';
import type { TokenClaims as _shop_v1_TokenClaims, TokenClaims__Output as _shop_v1_TokenClaims__Output } from '../../shop/v1/TokenClaims.js';
import type { User as _shop_v1_User, User__Output as _shop_v1_User__Output } from '../../shop/v1/User.js';
import type { UserList as _shop_v1_UserList, UserList__Output as _shop_v1_UserList__Output } from '../../shop/v1/UserList.js';
import type { ValidateTokenRequest as _shop_v1_ValidateTokenRequest, ValidateTokenRequest__Output as _shop_v1_ValidateTokenRequest__Output } from '../../shop/v1/ValidateTokenRequest.js';

/**
 * Accounts, as the other processes see them. Registration and log-in are REST only.
 */
export interface UsersClient extends grpc.Client {
  /**
   * What the mail of a password reset says. UNAUTHENTICATED (BAD_RESET_TOKEN) when it is used, expired or unknown.
   */
  GetPasswordReset(argument: _shop_v1_GetPasswordResetRequest, metadata: grpc.Metadata, options: grpc.CallOptions, callback: grpc.requestCallback<_shop_v1_PasswordReset__Output>): grpc.ClientUnaryCall;
  GetPasswordReset(argument: _shop_v1_GetPasswordResetRequest, metadata: grpc.Metadata, callback: grpc.requestCallback<_shop_v1_PasswordReset__Output>): grpc.ClientUnaryCall;
  GetPasswordReset(argument: _shop_v1_GetPasswordResetRequest, options: grpc.CallOptions, callback: grpc.requestCallback<_shop_v1_PasswordReset__Output>): grpc.ClientUnaryCall;
  GetPasswordReset(argument: _shop_v1_GetPasswordResetRequest, callback: grpc.requestCallback<_shop_v1_PasswordReset__Output>): grpc.ClientUnaryCall;
  /**
   * What the mail of a password reset says. UNAUTHENTICATED (BAD_RESET_TOKEN) when it is used, expired or unknown.
   */
  getPasswordReset(argument: _shop_v1_GetPasswordResetRequest, metadata: grpc.Metadata, options: grpc.CallOptions, callback: grpc.requestCallback<_shop_v1_PasswordReset__Output>): grpc.ClientUnaryCall;
  getPasswordReset(argument: _shop_v1_GetPasswordResetRequest, metadata: grpc.Metadata, callback: grpc.requestCallback<_shop_v1_PasswordReset__Output>): grpc.ClientUnaryCall;
  getPasswordReset(argument: _shop_v1_GetPasswordResetRequest, options: grpc.CallOptions, callback: grpc.requestCallback<_shop_v1_PasswordReset__Output>): grpc.ClientUnaryCall;
  getPasswordReset(argument: _shop_v1_GetPasswordResetRequest, callback: grpc.requestCallback<_shop_v1_PasswordReset__Output>): grpc.ClientUnaryCall;
  
  /**
   * One account. NOT_FOUND (USER_NOT_FOUND) when the id is unknown.
   */
  GetUser(argument: _shop_v1_GetUserRequest, metadata: grpc.Metadata, options: grpc.CallOptions, callback: grpc.requestCallback<_shop_v1_User__Output>): grpc.ClientUnaryCall;
  GetUser(argument: _shop_v1_GetUserRequest, metadata: grpc.Metadata, callback: grpc.requestCallback<_shop_v1_User__Output>): grpc.ClientUnaryCall;
  GetUser(argument: _shop_v1_GetUserRequest, options: grpc.CallOptions, callback: grpc.requestCallback<_shop_v1_User__Output>): grpc.ClientUnaryCall;
  GetUser(argument: _shop_v1_GetUserRequest, callback: grpc.requestCallback<_shop_v1_User__Output>): grpc.ClientUnaryCall;
  /**
   * One account. NOT_FOUND (USER_NOT_FOUND) when the id is unknown.
   */
  getUser(argument: _shop_v1_GetUserRequest, metadata: grpc.Metadata, options: grpc.CallOptions, callback: grpc.requestCallback<_shop_v1_User__Output>): grpc.ClientUnaryCall;
  getUser(argument: _shop_v1_GetUserRequest, metadata: grpc.Metadata, callback: grpc.requestCallback<_shop_v1_User__Output>): grpc.ClientUnaryCall;
  getUser(argument: _shop_v1_GetUserRequest, options: grpc.CallOptions, callback: grpc.requestCallback<_shop_v1_User__Output>): grpc.ClientUnaryCall;
  getUser(argument: _shop_v1_GetUserRequest, callback: grpc.requestCallback<_shop_v1_User__Output>): grpc.ClientUnaryCall;
  
  /**
   * Several accounts, in no order; ids that are unknown are left out.
   */
  GetUsers(argument: _shop_v1_GetUsersRequest, metadata: grpc.Metadata, options: grpc.CallOptions, callback: grpc.requestCallback<_shop_v1_UserList__Output>): grpc.ClientUnaryCall;
  GetUsers(argument: _shop_v1_GetUsersRequest, metadata: grpc.Metadata, callback: grpc.requestCallback<_shop_v1_UserList__Output>): grpc.ClientUnaryCall;
  GetUsers(argument: _shop_v1_GetUsersRequest, options: grpc.CallOptions, callback: grpc.requestCallback<_shop_v1_UserList__Output>): grpc.ClientUnaryCall;
  GetUsers(argument: _shop_v1_GetUsersRequest, callback: grpc.requestCallback<_shop_v1_UserList__Output>): grpc.ClientUnaryCall;
  /**
   * Several accounts, in no order; ids that are unknown are left out.
   */
  getUsers(argument: _shop_v1_GetUsersRequest, metadata: grpc.Metadata, options: grpc.CallOptions, callback: grpc.requestCallback<_shop_v1_UserList__Output>): grpc.ClientUnaryCall;
  getUsers(argument: _shop_v1_GetUsersRequest, metadata: grpc.Metadata, callback: grpc.requestCallback<_shop_v1_UserList__Output>): grpc.ClientUnaryCall;
  getUsers(argument: _shop_v1_GetUsersRequest, options: grpc.CallOptions, callback: grpc.requestCallback<_shop_v1_UserList__Output>): grpc.ClientUnaryCall;
  getUsers(argument: _shop_v1_GetUsersRequest, callback: grpc.requestCallback<_shop_v1_UserList__Output>): grpc.ClientUnaryCall;
  
  /**
   * The administrators that are enabled: whom to tell of what people must look after.
   */
  ListAdministrators(argument: _shop_v1_ListAdministratorsRequest, metadata: grpc.Metadata, options: grpc.CallOptions, callback: grpc.requestCallback<_shop_v1_Administrators__Output>): grpc.ClientUnaryCall;
  ListAdministrators(argument: _shop_v1_ListAdministratorsRequest, metadata: grpc.Metadata, callback: grpc.requestCallback<_shop_v1_Administrators__Output>): grpc.ClientUnaryCall;
  ListAdministrators(argument: _shop_v1_ListAdministratorsRequest, options: grpc.CallOptions, callback: grpc.requestCallback<_shop_v1_Administrators__Output>): grpc.ClientUnaryCall;
  ListAdministrators(argument: _shop_v1_ListAdministratorsRequest, callback: grpc.requestCallback<_shop_v1_Administrators__Output>): grpc.ClientUnaryCall;
  /**
   * The administrators that are enabled: whom to tell of what people must look after.
   */
  listAdministrators(argument: _shop_v1_ListAdministratorsRequest, metadata: grpc.Metadata, options: grpc.CallOptions, callback: grpc.requestCallback<_shop_v1_Administrators__Output>): grpc.ClientUnaryCall;
  listAdministrators(argument: _shop_v1_ListAdministratorsRequest, metadata: grpc.Metadata, callback: grpc.requestCallback<_shop_v1_Administrators__Output>): grpc.ClientUnaryCall;
  listAdministrators(argument: _shop_v1_ListAdministratorsRequest, options: grpc.CallOptions, callback: grpc.requestCallback<_shop_v1_Administrators__Output>): grpc.ClientUnaryCall;
  listAdministrators(argument: _shop_v1_ListAdministratorsRequest, callback: grpc.requestCallback<_shop_v1_Administrators__Output>): grpc.ClientUnaryCall;
  
  /**
   * Verifies an access token: signature, expiry, issuer, audience, and that the account is still enabled.
   */
  ValidateToken(argument: _shop_v1_ValidateTokenRequest, metadata: grpc.Metadata, options: grpc.CallOptions, callback: grpc.requestCallback<_shop_v1_TokenClaims__Output>): grpc.ClientUnaryCall;
  ValidateToken(argument: _shop_v1_ValidateTokenRequest, metadata: grpc.Metadata, callback: grpc.requestCallback<_shop_v1_TokenClaims__Output>): grpc.ClientUnaryCall;
  ValidateToken(argument: _shop_v1_ValidateTokenRequest, options: grpc.CallOptions, callback: grpc.requestCallback<_shop_v1_TokenClaims__Output>): grpc.ClientUnaryCall;
  ValidateToken(argument: _shop_v1_ValidateTokenRequest, callback: grpc.requestCallback<_shop_v1_TokenClaims__Output>): grpc.ClientUnaryCall;
  /**
   * Verifies an access token: signature, expiry, issuer, audience, and that the account is still enabled.
   */
  validateToken(argument: _shop_v1_ValidateTokenRequest, metadata: grpc.Metadata, options: grpc.CallOptions, callback: grpc.requestCallback<_shop_v1_TokenClaims__Output>): grpc.ClientUnaryCall;
  validateToken(argument: _shop_v1_ValidateTokenRequest, metadata: grpc.Metadata, callback: grpc.requestCallback<_shop_v1_TokenClaims__Output>): grpc.ClientUnaryCall;
  validateToken(argument: _shop_v1_ValidateTokenRequest, options: grpc.CallOptions, callback: grpc.requestCallback<_shop_v1_TokenClaims__Output>): grpc.ClientUnaryCall;
  validateToken(argument: _shop_v1_ValidateTokenRequest, callback: grpc.requestCallback<_shop_v1_TokenClaims__Output>): grpc.ClientUnaryCall;
  
}

/**
 * Accounts, as the other processes see them. Registration and log-in are REST only.
 */
export interface UsersHandlers extends grpc.UntypedServiceImplementation {
  /**
   * What the mail of a password reset says. UNAUTHENTICATED (BAD_RESET_TOKEN) when it is used, expired or unknown.
   */
  GetPasswordReset: grpc.handleUnaryCall<_shop_v1_GetPasswordResetRequest__Output, _shop_v1_PasswordReset>;
  
  /**
   * One account. NOT_FOUND (USER_NOT_FOUND) when the id is unknown.
   */
  GetUser: grpc.handleUnaryCall<_shop_v1_GetUserRequest__Output, _shop_v1_User>;
  
  /**
   * Several accounts, in no order; ids that are unknown are left out.
   */
  GetUsers: grpc.handleUnaryCall<_shop_v1_GetUsersRequest__Output, _shop_v1_UserList>;
  
  /**
   * The administrators that are enabled: whom to tell of what people must look after.
   */
  ListAdministrators: grpc.handleUnaryCall<_shop_v1_ListAdministratorsRequest__Output, _shop_v1_Administrators>;
  
  /**
   * Verifies an access token: signature, expiry, issuer, audience, and that the account is still enabled.
   */
  ValidateToken: grpc.handleUnaryCall<_shop_v1_ValidateTokenRequest__Output, _shop_v1_TokenClaims>;
  
}

export interface UsersDefinition extends grpc.ServiceDefinition {
  GetPasswordReset: MethodDefinition<_shop_v1_GetPasswordResetRequest, _shop_v1_PasswordReset, _shop_v1_GetPasswordResetRequest__Output, _shop_v1_PasswordReset__Output>
  GetUser: MethodDefinition<_shop_v1_GetUserRequest, _shop_v1_User, _shop_v1_GetUserRequest__Output, _shop_v1_User__Output>
  GetUsers: MethodDefinition<_shop_v1_GetUsersRequest, _shop_v1_UserList, _shop_v1_GetUsersRequest__Output, _shop_v1_UserList__Output>
  ListAdministrators: MethodDefinition<_shop_v1_ListAdministratorsRequest, _shop_v1_Administrators, _shop_v1_ListAdministratorsRequest__Output, _shop_v1_Administrators__Output>
  ValidateToken: MethodDefinition<_shop_v1_ValidateTokenRequest, _shop_v1_TokenClaims, _shop_v1_ValidateTokenRequest__Output, _shop_v1_TokenClaims__Output>
}
