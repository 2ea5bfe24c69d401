/** The machine as the names of platform packages have it. */
export interface Platform {
  /** `process.platform`: `linux`, `darwin`, `win32`. */
  readonly os: string;
  /** `process.arch`: `x64`, `arm64`. */
  readonly cpu: string;
  /** The C library; null where the system has one only. */
  readonly libc: 'glibc' | 'musl' | null;
}

/** This machine. */
export function thisPlatform(): Platform {
  const { platform: os, arch: cpu } = process;
  if (os !== 'linux') return { os, cpu, libc: null };
  const report = process.report?.getReport() as { header?: { glibcVersionRuntime?: string } } | undefined;
  return { os, cpu, libc: report?.header?.glibcVersionRuntime === undefined ? 'musl' : 'glibc' };
}

/** The name of the package with the compiled addon: `winback-linux-x64-gnu` and the like, as @napi-rs/cli names them. */
export function platformPackage({ os, cpu, libc }: Platform): string {
  const abi = { glibc: '-gnu', musl: '-musl' };
  return `winback-${os}-${cpu}${libc === null ? '' : abi[libc]}`;
}
