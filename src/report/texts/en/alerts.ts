/** What alarms say. */
export const alerts = {
  title: (severity: 'info' | 'warning' | 'critical', firing: number, over: number) =>
    `winback: ${[
      ...(firing > 0 ? [`${firing} ${severity === 'info' ? 'remarks' : `${severity} alarms`}`] : []),
      ...(over > 0 ? [`${over} over`] : []),
    ].join(', ')}`,
  line: (state: string, kind: string, object: string, value: string) =>
    `${state}: ${kind}, ${object}${value}`,
  value: (value: string, limit: string) => `, ${value}${limit}`,
  limit: (limit: string) => ` (limit ${limit})`,
  states: { pending: 'not sure yet', firing: 'now', resolved: 'over' },
  kinds: {
    'data-gap': 'fewer rows than expected',
    'data-surplus': 'many more rows than expected, as when a file came twice',
    'tracking-loss': 'events of one kind are missing',
    'late-data': 'data come late',
    schema: 'columns have changed',
    'missing-jump': 'more missing values',
    'unseen-category': 'values that training never saw',
    drift: 'the column has drifted',
    'score-drift': 'the scores have drifted',
    'auc-fall': 'the AUC has fallen',
    calibration: 'the calibration is off',
    'precision-below-floor': 'the precision is below its floor',
    overspend: 'more was spent than allowed',
    srm: 'the arms have other sizes than planned',
    guardrail: 'a guardrail metric got worse',
    'plan-held': 'the plan is held back',
    'run-failed': 'the run failed',
    'no-run': 'no run has ended',
    'channel-failed': 'a channel of alarms has failed',
  },
  /** What an alarm is about, by its kind and object, where the object is no name of the user. */
  objects: {
    'data-gap *': 'all events',
    'data-surplus *': 'all events',
    'plan-held plan': "the day's plan",
    'overspend month': 'this month',
    'score-drift score': 'scores of the day',
    'auc-fall auc': 'AUC on final labels',
    'calibration slope': 'slope of the calibration',
    'calibration level': 'level of the calibration',
    'precision-below-floor precision': 'precision at the threshold',
    'run-failed daily': 'the daily run',
    'no-run daily': 'the daily run, hours since the last one',
  },
  test: {
    title: 'winback: a test of this channel',
    line: 'Nothing is wrong. Somebody ran winback alert test.',
  },
};
