import { records } from './0001-records.js';
import { driftBins } from './0002-drift-bins.js';
import { exposures } from './0003-exposures.js';
import { deliveries } from './0004-deliveries.js';
import { inbound } from './0005-inbound.js';
import { online } from './0006-online.js';
import type { Migration } from './migration.js';

/** Every migration, oldest first. */
export const migrations: readonly Migration[] = [records, driftBins, exposures, deliveries, inbound, online];
