/** What the command line writes about a churn run. */
export const terminal = {
  model: (name: string) => `model ${name}`,
  notTrained: (name: string, failure: string) => `note: the candidate ${name} was not trained: ${failure}`,
  threshold: (value: string, precision: string, recall: string) =>
    `threshold ${value}  precision ${precision}  recall ${recall}`,
  certified: 'certified',
  notCertified: 'cannot be certified',
  plan: (users: string, spent: string, budget: string, profit: string) =>
    `plan ${users} users  spent ${spent} of ${budget} yuan  expected profit ${profit} yuan`,
  passed: 'PASS',
  failed: 'FAIL',
  /** A gate by its code in summary.json; Chinese has its name in the report. */
  gate: (code: string, _name: string) => code,
  output: (folder: string) => `output: ${folder}`,
};
