// The log of a game from a European server: semicolons, decimal commas, the day before the month.
import { Random } from '../../../src/base/random.js';
import { type Act, late, lives, type World } from './lives.js';
import { csvText, distinct, type Log, missing, secondTime, textLog } from './log.js';

const world: World = {
  seed: 111,
  users: 130,
  days: 140,
  from: '2026-01-01',
  zoneHours: 1,
  pace: 1.8,
  refunds: 0.04,
};
const modes = ['arena', 'story', 'duel', 'raid', 'guild'];
const names = {
  login: 'login',
  view: 'level_completed',
  feature: 'mode_played',
  payment: 'purchase',
  refund: 'refund',
} as const;
const header = ['player_id', 'nickname', 'played_at', 'action', 'mode', 'level', 'spent', 'gold', 'server'];

function clock(at: number): string {
  const [day, time] = secondTime(at + world.zoneHours * 3_600_000).split(' ');
  return `${day!.split('-').reverse().join('.')} ${time!}`;
}

function rowOf(random: Random, { user, at, kind, cents, feature }: Act) {
  return [
    random.chance(0.005) ? null : 400_000 + user,
    user % 9 === 0 ? `玩家${user}` : `Ritter;${user}`,
    clock(at),
    names[kind],
    feature === null ? null : modes[feature]!,
    1 + ((user + Math.floor(at / 86_400_000)) % 60),
    cents === null ? null : (cents / 100).toFixed(2).replace('.', ','),
    random.below(90_000),
    'eu-1',
  ];
}

const random = new Random(world.seed, 4_000_000);
const made = late(
  lives(world).map((act) => rowOf(random, act)),
  0.02,
  world.seed,
);
const users = made.map((row) => row[0] as number | null);

export const gameLog: Log = textLog(
  'game',
  'spiel-log.csv',
  {
    columns: {
      user: ['player_id'],
      time: ['played_at'],
      event: ['action'],
      amount: ['spent'],
      feature: ['mode'],
    },
    roles: {
      login: ['login'],
      level_completed: ['activity', 'task_succeeded'],
      mode_played: ['feature_used', 'activity'],
      purchase: ['payment'],
      refund: ['refund'],
    },
    timeZones: ['UTC', 'Europe/Berlin', '+01:00'],
    rows: made.length,
    users: distinct(users),
    missingUser: missing(users),
  },
  () => csvText(header, made, ';'),
);
