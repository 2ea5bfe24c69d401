import { optionalPackage } from '../../base/optional-package.js';

/**
 * resvg, loaded at first use.
 * @throws WinbackError NOT_FOUND where the package was left out of the install
 */
export function loadResvg(): Promise<typeof import('@resvg/resvg-js')> {
  return optionalPackage(
    '@resvg/resvg-js',
    'draws the PNG files of reports',
    () => import('@resvg/resvg-js'),
  );
}
