// Order of the test files: those that take minutes begin first, so that none of them is alone at the end.
import { BaseSequencer, type TestSpecification } from 'vitest/node';

/** Longest first, by the durations of a whole run on two cores. */
const longest: readonly string[] = [
  'test/calibration/calibration.test.ts',
  'test/docs/code-blocks.test.ts',
  'test/cli/init.test.ts',
  'test/docs/examples.test.ts',
  'test/browser/reports.test.ts',
  'test/unit/init/made-logs.test.ts',
  'test/cli/joins.test.ts',
  'test/unit/report/error-text.test.ts',
];

const placeOf = ({ moduleId }: TestSpecification): number => {
  const file = moduleId.replaceAll('\\', '/');
  const place = longest.findIndex((name) => file.endsWith(name));
  return place < 0 ? longest.length : place;
};

export class LongestFirst extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    const usual = await super.sort(files);
    return usual.toSorted((a, b) => placeOf(a) - placeOf(b));
  }
}
