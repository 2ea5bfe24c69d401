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
  {
    // Whether a row is in the bag is chance, so the branch was guessed wrong for every fifth row, and each random number
    // went through memory: an eighth of a boosting run. Same numbers, same order, without the branch.
    file: 'src/boosting/bagging.hpp',
    from: `    // random bagging, minimal unit is one record
    for (data_size_t i = 0; i < cnt; ++i) {
      auto cur_idx = start + i;
      if (bagging_rands_[cur_idx / bagging_rand_block_].NextFloat() < config_->bagging_fraction) {
        buffer[cur_left_cnt++] = cur_idx;
      } else {
        buffer[--cur_right_pos] = cur_idx;
      }
    }
    return cur_left_cnt;`,
    to: `    // random bagging, minimal unit is one record
    const double fraction = config_->bagging_fraction;
    for (data_size_t i = 0; i < cnt;) {
      const data_size_t block = (start + i) / bagging_rand_block_;
      const data_size_t end = std::min<data_size_t>(cnt, (block + 1) * bagging_rand_block_ - start);
      Random random = bagging_rands_[block];
      for (; i < end; ++i) {
        const bool in_bag = random.NextFloat() < fraction;
        buffer[in_bag ? cur_left_cnt : cur_right_pos - 1] = start + i;
        cur_left_cnt += in_bag;
        cur_right_pos -= !in_bag;
      }
      bagging_rands_[block] = random;
    }
    return cur_left_cnt;`,
  },
  {
    // A call through a std::function for every row of every iteration, to learn what never changes.
    file: 'src/objective/binary_objective.hpp',
    from: `    for (data_size_t i = 0; i < num_data_; ++i) {
      if (is_pos_(label_[i])) {
        ++cnt_positive;`,
    to: `    for (data_size_t i = 0; i < num_data_; ++i) {
      positive_[i] = is_pos_(label_[i]);
      if (positive_[i]) {
        ++cnt_positive;`,
  },
  {
    file: 'src/objective/binary_objective.hpp',
    from: `    data_size_t cnt_positive = 0;
    data_size_t cnt_negative = 0;
    // count for positive and negative samples`,
    to: `    data_size_t cnt_positive = 0;
    data_size_t cnt_negative = 0;
    positive_.resize(num_data_);
    // count for positive and negative samples`,
  },
  {
    file: 'src/objective/binary_objective.hpp',
    from: `    if (weights_ == nullptr) {
      #pragma omp parallel for num_threads(OMP_NUM_THREADS()) schedule(static)
      for (data_size_t i = 0; i < num_data_; ++i) {
        // get label and label weights
        const int is_pos = is_pos_(label_[i]);`,
    to: `    if (weights_ == nullptr) {
      #pragma omp parallel for num_threads(OMP_NUM_THREADS()) schedule(static)
      for (data_size_t i = 0; i < num_data_; ++i) {
        // get label and label weights
        const int is_pos = positive_[i];`,
  },
  {
    file: 'src/objective/binary_objective.hpp',
    from: `  std::function<bool(label_t)> is_pos_;`,
    to: `  std::function<bool(label_t)> is_pos_;
  /*! \\brief is_pos_ of every row */
  std::vector<uint8_t> positive_;`,
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
