import type { NotComputableValues } from '../../../experiment/records/not-computable.js';
import type { Sentences } from '../sentences.js';

const where = ({ variant, stratum }: NotComputableValues['no-users']): string =>
  stratum === undefined ? `variant "${variant}"` : `stratum "${stratum}" of variant "${variant}"`;

export const notComputable: Sentences<NotComputableValues> = {
  'no-users': (values) => `${where(values)} has no users`,
  'too-few-users': (values) => `${where(values)} has too few users: ${values.users}, at least 2 are needed`,
  'too-few-rows': ({ variant, rows, quantile }) =>
    `the ${rows} rows of variant "${variant}" are too few for an interval of the ${quantile} quantile`,
  'no-rows': () => 'a quantile needs one row per user, and there are none here',
  'no-events': () => 'every user of both arms has the value 0',
  constant: ({ control, treatment }) =>
    `every user of an arm has the same value (control ${control}, variant ${treatment}): no spread to test with`,
  'constant-unit': ({ metric }) =>
    `the control's "${metric}" is constant or 0 on average: it cannot be a unit of the OEC`,
  explained: () => 'covariates or strata explain the metric entirely: no spread is left to test with',
  'zero-denominator': ({ variant }) => `the denominator's mean is 0 in variant "${variant}"`,
  'tied-quantile': ({ value }) =>
    `so many rows have the quantile's value (${value}) in both arms that rows clustered by user give no error`,
  'zero-control': () => "the control's value is 0, and a share of 0 is no margin",
  failed: ({ message }) => `its input was refused (${message})`,
};
