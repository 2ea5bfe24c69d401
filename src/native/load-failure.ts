import { type Platform, platformPackage } from './platform.js';

/** What is known where the addon did not load. */
export interface LoadFailure {
  readonly platform: Platform;
  /** Version of winback; its platform packages have the same. */
  readonly version: string;
  /** The platform packages that this version names; empty in a checkout. */
  readonly packages: readonly string[];
  /** Version of the platform package that is installed; null = none is. */
  readonly installed: string | null;
  /** What loading it threw; null where it was not tried, because of its version. */
  readonly cause: string | null;
}

const compile = 'npx winback build  (compiles it here; needs g++ >= 12, CMake >= 3.25, Python 3 with pip)';

/** One message: what did not load on which machine, and a command for each reason. The same for npm 10, 11 and 12. */
export function loadFailureMessage(failure: LoadFailure): string {
  const { os, cpu, libc } = failure.platform;
  const machine = [os, cpu, libc].filter((part) => part !== null).join(' ');
  return `winback's native addon could not be loaded on ${machine}:\n  ${reasonAndRemedies(failure).join('\n  ')}`;
}

function reasonAndRemedies(failure: LoadFailure): readonly string[] {
  const name = platformPackage(failure.platform);
  const { version, packages, installed, cause } = failure;
  if (installed !== null && installed !== version) {
    return [
      `the package ${name} has version ${installed}, winback has ${version}.`,
      `Install the same: npm install ${name}@${version}`,
    ];
  }
  if (installed !== null)
    return [`${name}@${version} is installed: ${cause}`, ...brokenRemedies(cause ?? '')];
  if (packages.length === 0)
    return [`this checkout has no compiled addon: ${cause}`, 'Compile it: npm run setup'];
  if (!packages.includes(name)) {
    return [
      `there is no package ${name}: winback ${version} comes compiled for ${packages.map((other) => other.slice('winback-'.length)).join(', ')}.`,
      `Compile it: ${compile}`,
    ];
  }
  return missingRemedies(failure.platform, version);
}

function brokenRemedies(cause: string): readonly string[] {
  const remedies = [`Or compile it: ${compile}`];
  if (cause.includes('libgomp.so'))
    return ['Install the OpenMP runtime: apt-get install libgomp1', ...remedies];
  return ["Its C or C++ library may be newer than this system's: use a newer system.", ...remedies];
}

function missingRemedies(platform: Platform, version: string): readonly string[] {
  const { os, cpu, libc } = platform;
  const target = `--os=${os} --cpu=${cpu}${libc === null ? '' : ` --libc=${libc}`}`;
  return [
    `the package ${platformPackage(platform)}@${version} is not installed. Causes, and what to do (npm 11 and 12 alike):`,
    '- optional packages were left out (--omit=optional): npm install winback --include=optional',
    '- package-lock.json is from another platform: delete node_modules and package-lock.json, then npm install',
    `- node_modules was made on another machine: there, npm install ${target} winback`,
    `- the registry does not have it: ${compile}`,
  ];
}
