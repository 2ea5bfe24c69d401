/** Eight logs of other trades, written with what is right for them before `winback init` had seen any of them. */
import type { Log } from '../log.js';
import { deliveryLog } from './delivery.js';
import { hotelLog } from './hotel.js';
import { mobileLog } from './mobile.js';
import { newsLog } from './news.js';
import { pharmacyLog } from './pharmacy.js';
import { seatsLog } from './seats.js';
import { taxiLog } from './taxi.js';
import { ticketsLog } from './tickets.js';

export const unseenLogs: readonly Log[] = [
  ...[hotelLog, taxiLog, newsLog, mobileLog],
  ...[pharmacyLog, seatsLog, ticketsLog, deliveryLog],
];
