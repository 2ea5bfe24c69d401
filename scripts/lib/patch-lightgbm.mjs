// Our changes to LightGBM's sources. Each must apply exactly once, so that a new version cannot
// silently lose one.
import fs from 'node:fs';
import path from 'node:path';

const patches = [
  {
    // An exception inside an OpenMP loop is stored and rethrown after it; the helper's destructor
    // then rethrew it a second time during unwinding, which is std::terminate: the process died
    // instead of the call failing. Rethrow once, never from the destructor.
    file: 'include/LightGBM/utils/openmp_wrapper.h',
    from: `  ~ThreadExceptionHelper() {
    ReThrow();
  }
  void ReThrow() {
    if (ex_ptr_ != nullptr) {
      std::rethrow_exception(ex_ptr_);
    }
  }`,
    to: `  ~ThreadExceptionHelper() = default;
  void ReThrow() {
    if (ex_ptr_ != nullptr) {
      std::exception_ptr pending = nullptr;
      std::swap(pending, ex_ptr_);
      std::rethrow_exception(pending);
    }
  }`,
  },
  {
    // A fatal error is thrown and returned by the C API; a library must not print it as well.
    file: 'include/LightGBM/utils/log.h',
    from: `#ifndef LGB_R_BUILD
    fprintf(stderr, "[LightGBM] [Fatal] %s\\n", str_buf);
    fflush(stderr);
#else`,
    to: `#ifndef LGB_R_BUILD
#else`,
  },
];

export function patchLightGbm(folder) {
  for (const { file, from, to } of patches) {
    const target = path.join(folder, file);
    const parts = fs.readFileSync(target, 'utf8').split(from);
    if (parts.length !== 2) throw new Error(`${file}: the patch applies ${parts.length - 1} times, not once`);
    fs.writeFileSync(target, parts.join(to));
  }
}
