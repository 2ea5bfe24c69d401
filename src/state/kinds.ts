import { contactKinds } from './kinds/contact.js';
import { deliveryKinds } from './kinds/delivery.js';
import { experimentKinds } from './kinds/experiment.js';
import { inboundKinds } from './kinds/inbound.js';
import type { Kind } from './kinds/kind.js';
import { modelKinds } from './kinds/model.js';
import { onlineKinds } from './kinds/online.js';
import { systemKinds } from './kinds/system.js';
import type { StateKind, StateRecords } from './records.js';

/** Every kind of record, in the order in which they are exported. */
export const kinds: { readonly [K in StateKind]: Kind<StateRecords[K]> } = {
  ...systemKinds,
  ...modelKinds,
  ...experimentKinds,
  ...deliveryKinds,
  ...contactKinds,
  ...inboundKinds,
  ...onlineKinds,
};

/** Their names. */
export const kindNames = Object.keys(kinds) as StateKind[];
