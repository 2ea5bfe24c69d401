import { type Block, code, heading, type Inline, strong, table } from '../document.js';
import type { Texts } from '../texts/index.js';

/** The files beside the report and what each is for, the one to send to first. */
export function filesSection(hasPlan: boolean, { files: t }: Texts): Block[] {
  const lists: Inline[][] = [
    [code('churn_users.csv'), strong(t.send)],
    [code('not_contacted.csv'), t.rest],
    [code('plan.json'), t.plan],
  ];
  const rows: Inline[][] = [
    ...(hasPlan ? lists : []),
    [code('scores.csv'), hasPlan ? t.scores : t.scoresAlone],
    [code('model/'), t.model],
    [code('summary.json'), t.summary],
  ];
  return [heading(t.heading), table([t.file, t.purpose], rows, 1, [1])];
}
