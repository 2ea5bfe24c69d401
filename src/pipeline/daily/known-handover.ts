import { existsSync } from 'node:fs';

import { WinbackError } from '../../base/errors.js';
import { projectFolder } from '../../delivery/channels/handover.js';
import type { State } from '../../state/state.js';
import { type Day, handoverFolder } from './day.js';

/**
 * Refuses to hand contacts over where the state has no message and files of earlier ones lie there: the state was lost or is
 * another one, and whoever was contacted would be contacted again.
 * @throws WinbackError BAD_INPUT
 */
export async function refuseUnknownHandover(day: Day, state: State): Promise<void> {
  const { name: project, daily } = day.config;
  const folder = projectFolder(handoverFolder(day), project);
  if (!existsSync(folder)) return;
  if ((await state.list('message', { where: { project }, limit: 1 })).length > 0) return;
  throw new WinbackError(
    'BAD_INPUT',
    `${folder} holds contacts of earlier days, and the state ${daily.state} knows none of ${project}: ` +
      'restore the state, or move the folder away',
  );
}
