import path from 'node:path';

import { WinbackError } from '../../base/errors.js';
import { shownParts, shownUsers } from '../../dashboard/pages/cells.js';
import { readConfig } from '../../pipeline/config-file.js';
import { planConfig } from '../../pipeline/plan/config.js';
import { runPlan } from '../../pipeline/plan/run.js';
import { amount, type DraftPlace, tool } from '../tool.js';
import { shellText } from '../words.js';

/**
 * Writes the lists of a plan into a folder of its own, and nothing else: the write-back of the configuration is left out. The same
 * budget again replaces the same draft.
 */
export const draftPlan = tool('draft_plan', { budget: amount }, async ({ drafts, signal }, given) => {
  if (drafts === null)
    throw new WinbackError(
      'BAD_INPUT',
      'drafts are off: start `winback mcp` with `--drafts DIR --scores FILE`',
    );
  const { budget } = given;
  const folder = path.join(drafts.folder, `budget-${budget}`);
  const { options, output } = await optionsOf(drafts, budget);
  const { file } = await runPlan(drafts.scores, options, {
    ...{ signal, environment: drafts.environment, output: { folder, ...output } },
  });
  const { targeted, users, spent, expectedProfit, gap, shadowPrice, byAction, files } = file!;
  const { parts } = shownParts(byAction.map((one) => one.users));
  const actions = byAction.map(({ action }, i) => ({ action, users: parts[i]! }));
  const written = files.map(({ name, sha256 }) => ({ name, sha256 }));
  const shown = shownUsers(targeted);
  return {
    answer: {
      ...{ draft: true, folder, budget, users: shownUsers(users), targeted: shown, gap, shadowPrice },
      ...(shown === null ? { spent: null, expectedProfit: null } : { spent, expectedProfit }),
      ...{ actions, files: written },
    },
    records: [],
    command: commandOf(drafts, budget),
  };
});

async function optionsOf({ config }: DraftPlace, budget: number) {
  const check = planConfig({ budget });
  return config === null ? check({}, 'plan') : readConfig(config, check);
}

function commandOf({ scores, config }: DraftPlace, budget: number): string {
  const given = config === null ? [] : ['--config', config];
  return ['winback', 'plan', '--scores', scores, ...given, '--budget', String(budget), '--json']
    .map(shellText)
    .join(' ');
}
