import type { Labels } from '@shop/saga-engine/core/labels';

/** How people are told of a trip, in the languages of the console. */
export const tripLabels: Labels = {
  saga: { en: 'Book a trip', ko: '여행 예약' },
  steps: {
    'hold-hotel': {
      name: { en: 'Hold a room', ko: '객실 잡기' },
      does: { en: 'hold a room at the Harbour', ko: '하버 호텔의 객실을 잡아 둡니다' },
      undo: { en: 'give it back', ko: '객실 반환' },
    },
    'hold-other-hotel': {
      name: { en: 'Hold a room elsewhere', ko: '다른 호텔 객실 잡기' },
      does: {
        en: 'hold a room at the Central when the Harbour has none',
        ko: '하버에 없으면 센트럴의 객실을 잡아 둡니다',
      },
      undo: { en: 'give it back', ko: '객실 반환' },
    },
    'hold-flight': {
      name: { en: 'Hold a seat', ko: '좌석 잡기' },
      does: { en: 'hold a seat', ko: '좌석을 잡아 둡니다' },
      undo: { en: 'give it back', ko: '좌석 반환' },
    },
    'hold-car': {
      name: { en: 'Hold a car', ko: '차량 잡기' },
      does: { en: 'hold a car, if one is wanted', ko: '원하면 차량을 잡아 둡니다' },
      undo: { en: 'give it back', ko: '차량 반환' },
    },
    approved: {
      name: { en: 'Approval', ko: '승인' },
      does: { en: 'wait a day for the traveller’s yes', ko: '여행자의 승인을 하루 동안 기다립니다' },
      waiting: { en: 'waiting for the traveller', ko: '여행자를 기다리는 중' },
    },
    'confirm-flight': {
      name: { en: 'Buy the ticket', ko: '항공권 구매' },
      does: { en: 'buy the ticket: no way back', ko: '항공권을 구매합니다: 되돌릴 수 없음' },
    },
    'confirm-hotel': {
      name: { en: 'Confirm the room', ko: '객실 확정' },
      does: { en: 'confirm the room that is held', ko: '잡아 둔 객실을 확정합니다' },
    },
    'confirm-car': {
      name: { en: 'Confirm the car', ko: '차량 확정' },
      does: { en: 'confirm the car, if there is one', ko: '차량이 있으면 확정합니다' },
    },
  },
  reasons: {
    NO_ROOM: { en: 'no room', ko: '객실 없음' },
    NO_SEAT: { en: 'the flight is sold out', ko: '항공편 매진' },
    NOT_APPROVED: { en: 'not approved in time', ko: '제때 승인되지 않음' },
  },
};
