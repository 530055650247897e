import { EventLog, eventModel } from '@shop/common/mongo/event-log';
import { Unpublished } from '@shop/common/mongo/unpublished';
import type { Connection } from 'mongoose';
import type { PaymentConfig } from '../config.js';
import { attemptsModel } from './attempts.model.js';
import { attemptsRepository } from './attempts.repository.js';
import { detachmentRepository } from './detachment.repository.js';
import { disputeModel } from './dispute.model.js';
import { disputeRepository } from './dispute.repository.js';
import { paymentMethodModel } from './payment-method.model.js';
import { paymentMethodRepository } from './payment-method.repository.js';
import { paymentModel, PUBLISHED_STATUSES } from './payment.model.js';
import { paymentRepository } from './payment.repository.js';
import { signalRepository } from './signal.repository.js';
import { storedCardsModel } from './stored-cards.model.js';
import { StoredCardsRepository } from './stored-cards.repository.js';
import { unknownChargeModel } from './unknown-charge.model.js';
import { decisionRepository, unknownChargeRepository } from './unknown-charge.repository.js';

/** The collections of payment-service. */
export function openStores(mongo: Connection, config: PaymentConfig) {
  const payments = paymentModel(mongo);
  const methods = paymentMethodModel(mongo);
  const charges = unknownChargeModel(mongo);
  return {
    payments: paymentRepository(payments),
    unpublished: new Unpublished(payments, PUBLISHED_STATUSES),
    log: new EventLog(eventModel(mongo), config.EVENT_RETENTION_DAYS),
    signals: signalRepository(payments, 'signalIntent'),
    answers: signalRepository(payments, 'answerIntent'),
    methods: paymentMethodRepository(methods),
    detachments: detachmentRepository(methods),
    unknownCharges: unknownChargeRepository(charges),
    disputes: disputeRepository(disputeModel(mongo)),
    chargeDecisions: decisionRepository(charges),
    storedCards: config.RATE_LIMIT ? new StoredCardsRepository(storedCardsModel(mongo)) : undefined,
    attempts: config.RATE_LIMIT ? attemptsRepository(attemptsModel(mongo)) : undefined,
  };
}
