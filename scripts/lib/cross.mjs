// 64-bit ARM Linux, built and run on another machine: GCC's cross compiler and QEMU's user mode.
import { spawnSync } from 'node:child_process';

const triple = 'aarch64-linux-gnu';

/** For buildCross in native.mjs. */
export const arm = {
  name: 'aarch64',
  compiler: `${triple}-g++`,
  options: [
    ...['-DCMAKE_SYSTEM_NAME=Linux', '-DCMAKE_SYSTEM_PROCESSOR=aarch64'],
    ...[`-DCMAKE_C_COMPILER=${triple}-gcc`, `-DCMAKE_CXX_COMPILER=${triple}-g++`],
  ],
};

const emulators = ['qemu-aarch64-static', 'qemu-aarch64'];
const found = (program) => spawnSync(program, ['--version'], { stdio: 'ignore' }).status === 0;

/** The emulator's command line up to the program; throws with what to install where a tool is missing. */
export function armEmulator() {
  const emulator = emulators.find(found);
  const missing = [
    ...(found(arm.compiler) ? [] : [arm.compiler]),
    ...(emulator === undefined ? ['qemu-aarch64-static'] : []),
  ];
  if (missing.length > 0) {
    throw new Error(
      `${missing.join(' and ')} not found. On Debian or Ubuntu: apt install g++-${triple} qemu-user-static`,
    );
  }
  return [emulator, '-L', `/usr/${triple}`];
}
