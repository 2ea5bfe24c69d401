import { masked } from '../../base/masked.js';
import type { Inspection } from './records.js';

/** An inspection as `--json` prints it: names of events masked as examples are. */
export function inspectionJson(found: Inspection): object {
  return { ...found, events: found.events.map((event) => ({ ...event, name: masked(event.name) })) };
}
