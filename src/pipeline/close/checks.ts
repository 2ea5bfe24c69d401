import type { CloseCheck, CloseCheckValues } from '../../campaign/closing/records.js';
import { type CloseRows, countsOf } from '../../campaign/closing/rows.js';
import { normal } from '../../stats/distributions.js';
import type { JoinFacts } from './join.js';
import type { PlannedCampaign } from './planned.js';

/** Below this p a difference of counts is no chance. */
const suspicious = 0.001;
/** Held-back users below which a normal interval is not trusted. */
const leastHeld = 50;

/** A campaign with what joining it found. */
export interface CheckedCampaign {
  readonly campaign: PlannedCampaign;
  readonly facts: JoinFacts;
}

/** Everything that must hold before a number is believed, in the order in which people should look at it. */
export function checksOf(parts: readonly CheckedCampaign[], rows: CloseRows): readonly CloseCheck[] {
  const all = parts.map(({ facts }) => facts);
  return [
    ...parts.map(({ campaign }) => digestCheck(campaign)),
    ...parts.map(holdoutCheck),
    ratioCheck(all),
    outcomeCheck(all),
    windowCheck(all),
    enoughCheck(countsOf(rows).held),
    complianceCheck(all),
    elsewhereCheck(all),
    overlapCheck(rows),
    refundCheck(all),
  ];
}

type Status = CloseCheck['status'];

function check<K extends keyof CloseCheckValues>(
  code: K,
  status: Status,
  values: CloseCheckValues[K],
): CloseCheck {
  return { code, status, values } as CloseCheck;
}

const passedIf = (isRight: boolean): Status => (isRight ? 'passed' : 'failed');

const digestCheck = ({ name, wrongDigests }: PlannedCampaign): CloseCheck =>
  check('digests', passedIf(wrongDigests.length === 0), { campaign: name, wrong: wrongDigests });

const holdoutCheck = ({ campaign: { name }, facts }: CheckedCampaign): CloseCheck =>
  check('holdout', passedIf(facts.wrongHoldout === 0), {
    ...{ campaign: name, checked: facts.checked, wrong: facts.wrongHoldout },
  });

/** The holdout is a draw of every planned user with a known probability: the number of the contacted is nearly normal. */
function ratioCheck(all: readonly JoinFacts[]): CloseCheck {
  const sum = (of: (facts: JoinFacts) => number): number => all.reduce((total, one) => total + of(one), 0);
  const [contacted, expected] = [sum((one) => one.contacted), sum((one) => one.expected)];
  const variance = sum((one) => one.variance);
  const away = Math.max(0, Math.abs(contacted - expected) - 0.5);
  const p = variance > 0 ? Math.min(1, 2 * normal.survival(away / Math.sqrt(variance))) : 1;
  return check('sample-ratio', passedIf(p >= suspicious), { contacted, expected, p });
}

function outcomeCheck(all: readonly JoinFacts[]): CloseCheck {
  const sum = (of: (facts: JoinFacts) => number): number => all.reduce((total, one) => total + of(one), 0);
  const values = {
    contactedMissing: sum((one) => one.contactedMissing),
    heldMissing: sum((one) => one.heldMissing),
    unknown: sum((one) => one.unknown),
    countedAsLeft: sum((one) => one.countedAsLeft),
  };
  const missing = values.contactedMissing + values.heldMissing;
  if (missing > 0 && values.countedAsLeft === missing) return check('outcomes', 'noted', values);
  return check('outcomes', passedIf(missing === 0), values);
}

function windowCheck(all: readonly JoinFacts[]): CloseCheck {
  if (all.some(({ open }) => open === null)) return check('windows-closed', 'skipped', { open: null });
  const open = all.reduce((sum, one) => sum + one.open!, 0);
  return check('windows-closed', passedIf(open === 0), { open });
}

const enoughCheck = (held: number): CloseCheck =>
  check('enough-held', passedIf(held >= leastHeld), { held, least: leastHeld });

/** Contacts that did not arrive make the effect smaller and not wrong. */
function complianceCheck(all: readonly JoinFacts[]): CloseCheck {
  const contacted = all.reduce((sum, one) => sum + one.contacted, 0);
  if (all.some(({ delivered }) => delivered === null))
    return check('compliance', 'skipped', { contacted, delivered: null });
  const delivered = all.reduce((sum, one) => sum + one.delivered!, 0);
  const outboxes = all.map(({ outbox }) => outbox);
  const said = outboxes.every((one) => one !== null && one !== undefined)
    ? {
        refused: outboxes.reduce((sum, one) => sum + one!.refused, 0),
        unknown: outboxes.reduce((sum, one) => sum + one!.unknown, 0),
      }
    : {};
  return check('compliance', delivered === 0 ? 'failed' : 'noted', { contacted, delivered, ...said });
}

/** Other contacts are part of both sides; where the held-back got more or fewer of them, the comparison is of both things. */
function elsewhereCheck(all: readonly JoinFacts[]): CloseCheck {
  if (all.some(({ elsewhere }) => elsewhere === null))
    return check('contacted-elsewhere', 'skipped', { held: null, contacted: null, p: null });
  const sum = (of: (facts: JoinFacts) => number): number => all.reduce((total, one) => total + of(one), 0);
  const held = sum((one) => one.elsewhere!.held);
  const contacted = sum((one) => one.elsewhere!.contacted);
  const p = sharesDiffer([held, sum((one) => one.held)], [contacted, sum((one) => one.contacted)]);
  const status = held + contacted === 0 ? 'passed' : p < suspicious ? 'failed' : 'noted';
  return check('contacted-elsewhere', status, { held, contacted, p });
}

/** Two-sided p of two shares that are alike (pooled z). */
function sharesDiffer([a, n]: readonly [number, number], [b, m]: readonly [number, number]): number {
  if (n === 0 || m === 0) return 1;
  const share = (a + b) / (n + m);
  const error = Math.sqrt(share * (1 - share) * (1 / n + 1 / m));
  return error > 0 ? Math.min(1, 2 * normal.survival(Math.abs(a / n - b / m) / error)) : 1;
}

function overlapCheck({ users, contacted, campaigns }: CloseRows): CloseCheck {
  if (campaigns.length < 2) return check('overlap', 'skipped', { users: 0, heldAndContacted: 0 });
  const seen = new Map<string, { rows: number; contacted: number }>();
  users.forEach((user, row) => {
    const own = seen.get(user) ?? { rows: 0, contacted: 0 };
    seen.set(user, { rows: own.rows + 1, contacted: own.contacted + contacted[row]! });
  });
  const several = [...seen.values()].filter((one) => one.rows > 1);
  const mixed = several.filter((one) => one.contacted > 0 && one.contacted < one.rows);
  const values = { users: several.length, heldAndContacted: mixed.length };
  return check('overlap', several.length === 0 ? 'passed' : 'noted', values);
}

function refundCheck(all: readonly JoinFacts[]): CloseCheck {
  if (all.some(({ refunds }) => refunds === null))
    return check('refunds', 'skipped', { users: 0, yuan: null });
  const users = all.reduce((sum, one) => sum + one.refunds!.users, 0);
  const yuan = all.reduce((sum, one) => sum + Math.round(one.refunds!.yuan * 100), 0) / 100;
  return check('refunds', users === 0 ? 'passed' : 'noted', { users, yuan });
}
