/** What the files beside the evaluation report are for. */
export const files = {
  heading: 'The files of this run, and what each is for',
  file: 'File',
  purpose: 'For what',
  send: 'Send to this list: the users to contact, each with one action',
  rest: 'Keep it: everybody else with the reason; those held back are the control group',
  plan: 'What the list was made from and its proof; winback plan verify recomputes it',
  scores: 'Every score, for your own analysis and for winback plan; no list to send to',
  scoresAlone: 'Every score; winback plan --scores scores.csv --budget YUAN makes the list to send to',
  model: 'The model; winback score scores new users with it',
  summary: 'Every number of this report, for programs',
} as const;
