import { count, percent } from '../../format.js';
import type { GuessReasonValues, ProblemValues, RoleReasonValues } from '../init-values.js';
import type { Sentences } from '../sentences.js';

const rows = (value: number): string => `${count(value)} ${value === 1 ? 'row' : 'rows'}`;

export const guesses: Sentences<GuessReasonValues> = {
  named: ({ column }) => `the name "${column}" says so`,
  given: ({ flag }) => `you said so with ${flag}`,
  preset: ({ preset }) => `the preset ${preset} says so`,
  returns: ({ values, perValue, days }) =>
    `${count(values)} different values, ${perValue.toFixed(1)} rows each on ${days.toFixed(1)} days`,
  times: ({ form }) => `its values are times (${form})`,
  eventNames: ({ share, names }) =>
    `${count(names)} of its values are known names of events, on ${percent(share)} of the rows`,
  decimals: ({ share }) => `${percent(share)} of its values have decimals`,
  onPayments: ({ share }) => `${percent(share)} of the payments have it`,
  onEvents: ({ share }) => `${percent(share)} of the events that use it have it, and no others`,
  product: ({ quantity, price }) => `quantity ("${quantity}") times price ("${price}")`,
  checksOut: ({ quantity, price, share }) =>
    `it is "${quantity}" times "${price}" in ${percent(share)} of the rows`,
  unique: ({ share }) => `${percent(share)} of its values are different`,
  oneUser: ({ share }) => `${percent(share)} of its values belong to one user`,
  oneMoment: ({ share }) => `${percent(share)} of its values that come back are of one moment`,
  splits: ({ columns, column }) =>
    `its values decide which rows have ${columns === 1 ? `a value of ${column}` : `values of ${count(columns)} columns, such as ${column}`}`,
  fewValues: ({ values }) =>
    values === 1 ? 'it has one value only' : `it has ${count(values)} different values`,
  none: () => 'no column fits',
  zoneWritten: ({ zone }) => `every time is written with ${zone}`,
  quietHours: ({ from, to, zone }) =>
    `least happens from ${from} to ${to} o'clock UTC, which would be night at about ${zone}`,
  noZone: () => 'the times carry no zone: days are those that the clocks of the file show',
  chineseNights: ({ from, to }) =>
    `texts are Chinese, and least happens from ${from} to ${to} o'clock UTC, the night in China`,
  noNight: () => 'the times are instants, and no hours are quiet enough to tell where the users are',
};

export const eventRoles: Sentences<RoleReasonValues> = {
  preset: ({ preset }) => `the preset ${preset} says so`,
  word: ({ word }) => `its name has "${word}"`,
  amounts: ({ share }) => `${percent(share)} of its rows have an amount`,
  negativeAmounts: ({ share }) => `${percent(share)} of its rows have an amount below 0`,
  takesBack: ({ share }) => `its name takes something back, and ${percent(share)} of its rows have an amount`,
  otherSign: () => 'no other role is known for it: a sign of life',
  byOthers: () => 'other events are the payments',
  ends: () => 'no act of the user, or the end itself: left out',
  noUsers: () => 'none of its rows has a user',
};

const joinWays = {
  zeros: 'with leading zeros left out',
  case: 'in lower case',
  blanks: 'without blanks',
  none: '',
} as const;

export const findings: Sentences<ProblemValues> = {
  missingUser: (v) => `${rows(v.rows)} (${percent(v.share)}) have no user and will be left out`,
  missingTime: (v) => `${rows(v.rows)} (${percent(v.share)}) have no time and will be left out`,
  unreadableTime: (v) =>
    `${rows(v.rows)} (${percent(v.share)}) have a time in "${v.column}" that cannot be read and will be left out`,
  unreadableAmount: (v) =>
    `${rows(v.rows)} (${percent(v.share)}) have a value in "${v.column}" that cannot be read as a number`,
  repeatedId: (v) => `${rows(v.rows)} repeat a value of "${v.column}" and will be left out`,
  usersByCase: (v) =>
    `${count(v.users)} ${v.users === 1 ? 'id occurs' : 'ids occur'} in more than one spelling that ${v.users === 1 ? 'differs' : 'differ'} only in capital letters, such as ${v.left} and ${v.right}: each counts as a user of its own`,
  placeholderUsers: (v) => `${rows(v.rows)} have a user that means "no user": ${v.names}`,
  severalCurrencies: (v) =>
    `"${v.column}" has several currencies (${v.names}): amounts of all are added as they stand; keep one currency in the file`,
  minorUnits: (v) =>
    `"${v.column}" seems to count cents or fen: amounts are read as whole units of the currency; divide them by 100 in the export`,
  dayOrMonth: (v) => `"${v.column}": '${v.example}' can be day first or month first`,
  mixedOrder: (v) => `"${v.column}" has days both before and after months`,
  ambiguousAmount: (v) => `the amount paid could be ${v.names}`,
  outside: (v) =>
    `${rows(v.rows)} lie far from all others in time (${v.from} to ${v.to}): the log is taken to be without them`,
  attributesTwice: (v) =>
    `${v.users} users have several different rows of attributes ("${v.column}", such as '${v.example}'), which \`winback churn\` refuses: leave one row a user, or add a column with the day from which each holds`,
  tooShort: (v) =>
    `the log has ${count(v.days)} complete days, and the shortest windows (7 days to look at, 3 to predict) need ${count(v.needed)}: export a longer time`,
  windowsFit: (v) =>
    `the log has ${count(v.days)} complete days: windows of ${v.observation} days to look at and ${v.horizon} to predict fit; those of 30 and 14 need ${count(v.neededFor30)}`,
  unmappedEvents: (v) => `${rows(v.rows)} have an event that is left out: ${v.names}`,
  amountsElsewhere: (v) =>
    `${rows(v.rows)} have an amount but count as activity, not as payments: ${v.names}; if they are payments, move them under roles.payment in the configuration`,
  noPayments: () => 'no column holds amounts paid: values and plans will have none',
  repeatedTotal: (v) =>
    `rows of one "${v.order}" have the same "${v.column}" in ${percent(v.share)} of the cases: is it the total of the order, repeated? Then amounts would count more than once`,
  noJoin: (v) =>
    v.how === 'none'
      ? `${count(v.joined)} of ${count(v.users)} users of the log have attributes; ids look like '${v.left}' in the log and '${v.right}' in the attributes`
      : `${count(v.joined)} of ${count(v.users)} users of the log have attributes, and ${count(v.would)} would ${joinWays[v.how]}: '${v.left}' in the log, '${v.right}' in the attributes; write the ids alike`,
  leftOutColumns: (v) => `${count(v.columns)} more values inside nested columns were not looked at`,
  zoneUnknown: (v) =>
    v.zone === null
      ? 'the times are instants and nothing tells where your users live: days are counted in UTC; set events.timeZone, or use --time-zone, where that is wrong'
      : `days are counted in UTC; quiet hours would fit about ${v.zone}: set events.timeZone, or use --time-zone`,
  idsLookPersonal: (v) =>
    `users are named by ${v.kind === 'email' ? 'mail addresses' : 'phone numbers'} ("${v.column}"): lists of users will hold them`,
};
