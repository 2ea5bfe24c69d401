import { board } from './board.js';
import { stateCommands } from './state-commands.js';
import { steps } from './steps.js';

/** What single commands write on the terminal. */
export const commands = {
  warning: (text: string) => `warning: ${text}`,
  cutFile: (file: string) => `${file} does not end with a line end: was it cut off?`,
  retried: (place: string, attempt: string, of: string, why: string) =>
    `${place}: attempt ${attempt} of ${of} failed (${why}) and is made again`,
  writtenNumbers: (column: string, form: string, percent: number) =>
    `column "${column}": numbers are read in the form ${form}${percent === 0 ? '' : `; ${percent} of them with %, divided by 100`}`,
  encoding: (file: string, encoding: string) =>
    `${file} is read as ${encoding}; another encoding is named as --encoding or \`encoding\``,
  /** Comments of the queries that `winback sql` prints, without semicolons: clients split statements there. */
  sql: {
    rows: 'rows of the log, columns by their meaning. A text that is no number is missing',
    settled: 'roles, amounts in hundredths, durations in microseconds. A negative payment is a refund',
    events: 'rows that are events. Of rows with one id the first',
    users: 'users by their id',
    activeDays: 'days with an active event',
    features: (days: string, day: string) => `Features of the users active in the ${days} days to ${day}`,
    labels: (days: string, observed: string, day: string) =>
      `Who of the users active in the ${observed} days to ${day} has no active event in the ${days} days after it. The table must be complete until then`,
    attributes: 'Attributes of users. valid_from: the first day a row holds',
    outcomes: 'Users of the experiment with their variant and outcomes',
    values: (outcome: string) => `Every value of the outcome ${outcome}`,
    zone: 'Times without a zone are of this one',
    sparkZone: 'The session counts in UTC',
  },
  register: {
    registered: (name: string, version: string, digest: string, time: string) =>
      `${name}, version ${version} (${digest}): registered at ${time}`,
    'already-registered': (name: string, version: string, digest: string, time: string) =>
      `${name}, version ${version} (${digest}): was registered at ${time}`,
    late: 'It is marked as late: users had been exposed before, so what is found is a hint, not a test.',
  },
  churn: {
    written: (rows: string, table: string, place: string) =>
      `${rows} rows written to the table ${table} of ${place}`,
  },
  features: {
    users: (users: string, days: string, day: string, output: string) =>
      `${users} users active in the ${days} days to ${day}: ${output}`,
    newUsers: (users: string, days: string, day: string, output: string) =>
      `${users} users whose first event is ${days} days old on ${day}, its own day counted: ${output}`,
    goesOn: (last: string) => `the log goes on until ${last}; --as-of names another day`,
    lacks: (missing: string, days: string) =>
      `the log lacks ${missing} of the ${days} days of the longest window`,
    lacksHistory: (missing: string) =>
      `the log begins ${missing} days later than the one of training: features of the history see less than in training`,
    labelledDay: (day: string, users: string, left: string, horizon: string) =>
      `${day}: ${users} users, of whom ${left} left in the ${horizon} days after it`,
    labelledEmpty: (day: string, days: string) =>
      `${day}: ${days} days after it have no event of anybody, so who left is doubtful`,
    labelledLeftOut: (names: string) => `features that the log cannot give: ${names}`,
    labelledCategories: (day: string) =>
      `categories of attributes are the most frequent of ${day} (attributes.topK); other values are "other"`,
    labelled: (rows: string, days: string, output: string) =>
      `${rows} labelled rows, snapshot days ${days}: ${output}`,
    stored: (events: string, store: string) => `${events} events in the store ${store}`,
    added: (events: string, files: string, from: string, to: string) =>
      `${events} events of ${from} to ${to} were read from new files: ${files}`,
    known: (files: string) => `files that the store has, not read again: ${files}`,
    replaced: (day: string, events: string) =>
      `${day} came again: the ${events} events of its run before were replaced`,
    common: (events: string) =>
      `events of the new files that the store has, too, and that count twice: ${events}`,
    forgot: (events: string, users: string, store: string) =>
      `${events} events of ${users} users are gone from the store ${store}`,
  },
  score: {
    done: (rows: string, seconds: string, output: string) => `${rows} rows scored in ${seconds} s: ${output}`,
    empty: (column: string, rows: string) =>
      `feature "${column}": all ${rows} rows are without a value; is it the right column?`,
    allUnseen: (column: string, rows: string) =>
      `feature "${column}": none of the ${rows} values is a category that the model knows; all count as missing`,
    unseen: (column: string, rows: string, of: string) =>
      `feature "${column}": ${rows} of ${of} values are categories that the model does not know; they count as missing`,
    marks: (column: string, rows: string, of: string) =>
      `feature "${column}": ${rows} of ${of} rows hold a text such as NA, read as a missing number`,
    planColumn: (column: string) =>
      `the input has no column "${column}", which the plan of the training names: scores lack it`,
  },
  plan: {
    targeted: (targeted: string, users: string, spent: string, budget: string) =>
      `${targeted} of ${users} users, ${spent} of ${budget} yuan spent`,
    profit: (profit: string, proof: string) => `expected profit ${profit} yuan, ${proof}`,
    noReasons:
      'the list has hashed ids, so it leaves the reasons of the scores out: they would tell who the users are',
    greedy: 'greedy rule',
    proven: 'proven optimal',
    atMost: (gap: string) => `at most ${gap} below the optimum`,
    next: (price: string, actions: string) => `next yuan of budget brings ${price}; ${actions}`,
    written: (folder: string, files: string) => `written to ${folder}: ${files}`,
  },
  uplift: {
    rows: (rows: string) => `${rows} users of the log`,
    action: (name: string, users: string, effect: string, low: string, high: string, slope: string) =>
      `${name}: ${users} users, effect ${effect} points (${low} .. ${high}), slope of predictions ${slope}`,
    candidate: (name: string, value: string, range: string, claimed: string, over: string) =>
      `${name}: ${value} yuan a user on held-out users (${range}), claims ${claimed}, over the rates ${over}`,
    passed: (model: string) => `${model} is better than the rates beyond chance: it is used`,
    failed: (model: string) => `${model} is not better than the rates beyond chance: the rates are used`,
    scored: (rows: string, columns: string, output: string) => `${rows} users: ${columns} in ${output}`,
  },
  evaluate: {
    value: (policy: string, value: string, range: string) => `${policy} is worth ${value} a user (${range})`,
    notEvaluable: (policy: string) => `${policy} is not evaluable from this log`,
    reasons: {
      'unsupported-users': 'it may take actions that the log could not have drawn',
      'few-effective-rows':
        'the log has few users who got what it would do: effective rows below 10 % of all',
      'large-weights': 'single users would decide: a weight is above 20',
    },
    users: (count: string, names: string) => `${count} users without support, the first: ${names}`,
    rows: (rows: string, effective: string, largest: string) =>
      `${rows} users, as informative as ${effective} of the policy's own; largest weight ${largest}`,
    clipped: (clip: string, share: string, bound: string, sensitivity: string) =>
      `weights above ${clip}: ${share} % of the users; bias at most ${bound}, ${sensitivity} at twice the clip`,
    difference: (policy: string, value: string, range: string) =>
      `less ${policy}: ${value} a user (${range})`,
  },
  verdicts: { ship: 'ship', hold: 'hold', stop: 'stop', continue: 'continue' },
  daily: {
    planted: (date: string, kind: string) => `${date}  planted: ${kind}`,
    alert: (date: string, kind: string, object: string) => `${date}  alarm: ${kind} (${object})`,
    model: (date: string, digest: string, reason: string) =>
      `${date}  model ${digest} in production: ${reason}`,
    written: (folder: string) =>
      `written to ${folder}: data, days, registry, state, winback.yaml, summary.json`,
    day: (date: string) => `Day ${date}`,
    steps,
    states: { done: 'done', held: 'held back', nothing: 'nothing to do', skipped: 'done already' },
  },
  serve: {
    packed: (users: string, output: string) => `${users} users are in ${output}`,
    listening: (url: string, admin: string) => `Listening on ${url}; metrics and administration on ${admin}`,
  },
  dashboard: {
    listening: (url: string) => `The dashboard is at ${url}  (Ctrl-C ends it)`,
    written: (folder: string, files: string) => `written to ${folder}: ${files}`,
  },
  verify: {
    passed: 'passed',
    failed: 'failed',
    skipped: 'skipped',
  },
  model: {
    ok: (folder: string, digest: string) => `${folder}: ok, digest ${digest}`,
    bad: (folder: string) => `${folder}: not a valid model`,
  },
  registry: {
    published: (digest: string, registry: string) => `${registry}: published ${digest}`,
    there: (digest: string, registry: string) => `${registry}: ${digest} is there already`,
    digest: (digest: string) => `digest ${digest}`,
    trained: (from: string, to: string, rows: string) => `trained on ${from} to ${to}, ${rows} rows`,
    figures: (auc: string, prAuc: string, brier: string) =>
      `test AUC ${auc}, PR-AUC ${prAuc}, Brier score ${brier}`,
    features: (version: string) => `features ${version}`,
    came: (at: string, by: string, reason: string, previous: string) =>
      `published ${at} by ${by}${reason === '' ? '' : `: ${reason}`}; in production then: ${previous}`,
    empty: (registry: string) => `${registry} holds no version`,
    kinds: { promote: 'promotion', rollback: 'rollback' },
    entry: (
      name: string,
      number: string,
      digest: string,
      kind: string,
      at: string,
      by: string,
      reason: string,
    ) =>
      `${name} -> ${digest}  (entry ${number}, ${kind} ${at} by ${by}${reason === '' ? '' : `: ${reason}`})`,
    unchanged: (name: string, digest: string) => `${name} points to ${digest} already`,
    holds: (registry: string, versions: string) => `${registry} holds ${versions} versions`,
    incomplete: (versions: string) =>
      `${versions} versions have no manifest: they are being published, or were left by a process that was killed`,
    expired: (removed: string, leftovers: string, kept: string, bytes: string) =>
      `removed ${removed} versions and ${leftovers} leftovers, ${bytes} bytes; ${kept} versions stay`,
    wouldExpire: (removed: string, leftovers: string, kept: string, bytes: string) =>
      `would remove ${removed} versions and ${leftovers} leftovers, ${bytes} bytes; ${kept} versions would stay`,
  },
  size: {
    users: (control: string, treatment: string, method: string) =>
      `control ${control}, treatment ${treatment} (${method})`,
    days: (days: string, perDay: string) => `${days} days at ${perDay} users a day`,
  },
  power: {
    margin: (power: string, margin: string) => `power ${power}, margin ${margin}`,
    mde: (power: string, mde: string) => `power ${power}, mde ${mde}`,
  },
  boundaries: {
    information: 'information',
    atLook: 'p at look',
    spent: 'alpha spent',
    never: 'never',
    size: (largest: string, expected: string) =>
      `largest size x ${largest}, expected x ${expected} of one test at the end`,
    early: (last: string, unspent: string, alpha: string) =>
      `the last look is at information ${last}, not 1: ${unspent} of the level ${alpha} is never spent; ` +
      'with times that end at 1 the same power takes fewer users',
    posterior: (won: string, lost: string, level: string, needed: string) =>
      `posterior rule, no effect: false wins ${won}, false losses ${lost}; level ${level} needs P(better) >= ${needed}`,
  },
  board,
  ...stateCommands,
} as const;
