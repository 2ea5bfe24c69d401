/** The name of this platform in package names: the same rule as platformPackage() in src/native/platform.ts. */
export function platformName() {
  const { platform, arch } = process;
  if (platform !== 'linux') return `${platform}-${arch}`;
  const glibc = process.report?.getReport()?.header?.glibcVersionRuntime;
  return `linux-${arch}-${glibc === undefined ? 'musl' : 'gnu'}`;
}

/** Platforms that pack-platform.mjs can pack for, when it runs on one, and their names in @napi-rs/cli. */
export const targets = {
  'linux-x64-gnu': 'x86_64-unknown-linux-gnu',
  'linux-arm64-gnu': 'aarch64-unknown-linux-gnu',
  'linux-x64-musl': 'x86_64-unknown-linux-musl',
  'darwin-arm64': 'aarch64-apple-darwin',
  'darwin-x64': 'x86_64-apple-darwin',
};

/** Platforms whose package is published with each version: the main package names them in optionalDependencies. */
export const publishedPlatforms = ['linux-x64-gnu'];
