import { accessSync, constants, existsSync, statSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import {
  addresses,
  onOff,
  readConfig,
  secretList,
  serviceShape,
  url,
  type ServiceConfig,
} from '@shop/common/config/config';
import { processes, shopAddress } from '@shop/topology/processes';
import Joi from 'joi';
import { readSmtpAddress } from './transport/smtp-address.js';

/** The environment of notification-service, read and checked. */
export interface NotificationConfig extends ServiceConfig {
  USER_SERVICE_GRPC_URLS: string[];
  ORDER_SERVICE_GRPC_URLS: string[];
  PAYMENT_SERVICE_GRPC_URLS: string[];
  /** The mail server; without it mails are files in DATA_FOLDER, and in production they wait. */
  SMTP_URL?: string;
  /** How long sending one mail may take, milliseconds. */
  SMTP_TIMEOUT_MS: number;
  /** As `Shop <shop@example.com>`. */
  MAIL_FROM: string;
  /** The public URL of the shop, with which links in mails begin. */
  SHOP_URL: string;
  DATA_FOLDER: string;
  /** Encrypts the secrets of webhooks; several, comma separated, during a rotation. */
  WEBHOOK_KEY_SECRET: string;
  /** Whether webhooks may go to private and loopback addresses. */
  WEBHOOKS_ALLOW_PRIVATE: boolean;
}

const smtpUrl = () =>
  Joi.string().custom((value: string, helpers) => {
    try {
      readSmtpAddress(value);
      return value;
    } catch (error) {
      return helpers.message({ custom: `{#label} ${(error as Error).message}` });
    }
  });

/** A folder in which files can be created; it need not exist yet. */
const writableFolder = () =>
  Joi.string().custom((value: string, helpers) => {
    let folder = resolve(value);
    while (!existsSync(folder) && dirname(folder) !== folder) folder = dirname(folder);
    try {
      if (!statSync(folder).isDirectory()) throw new Error('a file');
      accessSync(folder, constants.W_OK);
      return value;
    } catch {
      return helpers.message({ custom: '{#label} must be a folder in which files can be written' });
    }
  });

const mailFrom = () =>
  Joi.string()
    .pattern(/^(?:[^<>"\r\n]{1,80}<[^\s<>@]+@[A-Za-z0-9.-]+>|[^\s<>@]+@[A-Za-z0-9.-]+)$/)
    .default('Shop <shop@localhost>')
    .messages({ 'string.pattern.base': '{#label} must be an address like Shop <shop@example.com>' });

/** Reads and checks the environment. Throws ConfigError naming every bad variable. */
export const readServiceConfig = (env: NodeJS.ProcessEnv = process.env): NotificationConfig =>
  readConfig<NotificationConfig>(
    {
      ...serviceShape(processes['notification-service']),
      USER_SERVICE_GRPC_URLS: addresses(),
      ORDER_SERVICE_GRPC_URLS: addresses(),
      PAYMENT_SERVICE_GRPC_URLS: addresses(),
      SMTP_URL: smtpUrl(),
      SMTP_TIMEOUT_MS: Joi.number().integer().min(100).max(120_000).default(20_000),
      MAIL_FROM: mailFrom(),
      SHOP_URL: url().default(shopAddress),
      DATA_FOLDER: writableFolder().default('/tmp/shop-mail'),
      WEBHOOK_KEY_SECRET: secretList(),
      WEBHOOKS_ALLOW_PRIVATE: onOff(false),
    } as Joi.StrictSchemaMap<NotificationConfig>,
    env,
  );
