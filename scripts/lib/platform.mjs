// The name of this platform in package names: the same rule as platformName() in src/native/load.ts.
export function platformName() {
  const { platform, arch } = process;
  if (platform !== 'linux') return `${platform}-${arch}`;
  const glibc = process.report?.getReport()?.header?.glibcVersionRuntime;
  return `linux-${arch}-${glibc === undefined ? 'musl' : 'gnu'}`;
}
