import { ensure } from '../base/errors.js';
import { degrees, fieldsOf, measurable, squaredError } from './arguments.js';

/** Squared standard errors of both means and the degrees of freedom of their sum (Infinity = z). */
export interface MeanErrors {
  /** Standard error of the control mean. */
  readonly control: number;
  /** Standard error of the treatment mean. */
  readonly treatment: number;
  /** Degrees of freedom of their difference. */
  readonly df: number;
  /** Covariance of both means, default 0. */
  readonly covariance?: number | undefined;
}

/** Of two means: finite, with a covariance that two estimates of such errors can have. */
export function checkEstimates(control: number, treatment: number, errors: MeanErrors): void {
  measurable(control, 'control');
  measurable(treatment, 'treatment');
  fieldsOf<MeanErrors>(errors, 'errors', { control: squaredError, treatment: squaredError, df: degrees });
  const { covariance = 0 } = errors;
  const most = Math.sqrt(errors.control) * Math.sqrt(errors.treatment);
  measurable(covariance, 'errors.covariance');
  ensure(
    Math.abs(covariance) <= most * (1 + 1e-6),
    `errors.covariance must be at most ${most} (the root of both errors' product), got ${covariance}`,
  );
}
