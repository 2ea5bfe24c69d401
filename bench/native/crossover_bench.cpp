// Where one row after the other stops beating a block: ns per call of the row path and of each
// block size, for tables of 1 to 2000 rows. Prints one JSON object. Built and run by
// bench/trials/crossover.ts.
//
//   crossover_bench MODEL.txt ROWS.f64
#include <algorithm>
#include <chrono>
#include <cstdio>
#include <cstring>
#include <fstream>
#include <iterator>
#include <string>
#include <vector>

#include "core/forest/batch/batch_scorer.h"
#include "core/forest/model/model_text.h"
#include "core/forest/model/score_scalar.h"
#include "core/forest/rows/row_masks.h"

using namespace winback;
using namespace winback::forest;

namespace {

constexpr int64_t kCounts[] = {1,   2,   4,   8,   12,  16,  24,   32,   48,   64,  96,
                               128, 192, 256, 384, 512, 768, 1024, 1280, 1536, 2000};
constexpr int kRounds = 25;

std::string ReadAll(char const* path) {
  std::ifstream file(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(file), {}};
}

struct Bench {
  Forest forest;
  PackedForest packed;
  std::vector<double> values;  // column after column
  Table table;

  Bench(std::string const& text, std::string const& bytes)
      : forest(ParseModelText(text)), packed(PackForest(forest)), values(bytes.size() / 8) {
    size_t const features = forest.feature_names.size();
    size_t const rows = values.size() / features;
    std::vector<double> by_row(values.size());
    std::memcpy(by_row.data(), bytes.data(), by_row.size() * 8);
    table.rows = static_cast<int64_t>(rows);
    table.chunk_lengths = {table.rows};
    for (size_t f = 0; f < features; ++f) {
      for (size_t i = 0; i < rows; ++i) values[f * rows + i] = by_row[i * features + f];
      ColumnChunk chunk;
      chunk.values = &values[f * rows];
      chunk.length = table.rows;
      table.columns.push_back({"", false, {chunk}});
    }
  }

  // Median ns of a call of `score(first)` on `count` rows, each time on other rows.
  template <class Score>
  double Time(int64_t count, Score score) const {
    std::vector<double> times;
    int64_t const last = table.rows - count;
    for (int round = 0; round < kRounds; ++round) {
      int64_t const first = last * round / kRounds;
      auto const start = std::chrono::steady_clock::now();
      score(first);
      std::chrono::duration<double, std::nano> const took =
          std::chrono::steady_clock::now() - start;
      times.push_back(took.count());
    }
    std::nth_element(times.begin(), times.begin() + kRounds / 2, times.end());
    return times[kRounds / 2];
  }
};

void Print(char const* name, std::vector<double> const& times) {
  std::printf(", \"%s\": [", name);
  for (size_t i = 0; i < times.size(); ++i) std::printf("%s%.0f", i == 0 ? "" : ", ", times[i]);
  std::printf("]");
}

std::vector<double> RowPath(Bench const& bench) {
  RowMasks const masks(bench.forest, bench.packed);
  TableReader const reader(bench.table);
  RowKernels const& kernels = ActiveRowKernels();
  Iterations const range{0, bench.forest.Iterations()};
  size_t const features = bench.forest.feature_names.size();
  std::vector<double> times;
  for (int64_t const count : kCounts) {
    std::vector<double> out(static_cast<size_t>(count));
    times.push_back(bench.Time(count, [&](int64_t first) {
      std::vector<double> rows(out.size() * features);
      reader.ReadRows(first, count, rows.data());
      for (size_t i = 0; i < out.size(); ++i) {
        masks.Score(kernels, range, &rows[i * features], &out[i]);
        FinishScores(bench.forest, range.count, &out[i]);
      }
    }));
  }
  return times;
}

std::vector<double> Blocks(Bench const& bench, BitsKernel const& kernel) {
  BatchScorer const scorer(bench.packed, 1, bench.forest.Features());
  TableReader const reader(bench.table);
  Iterations const range{0, bench.forest.Iterations()};
  std::vector<double> times;
  for (int64_t const count : kCounts) {
    std::vector<double> out(static_cast<size_t>(count));
    times.push_back(bench.Time(count, [&](int64_t first) {
      BatchScorer::Workspace workspace(scorer, kernel);
      for (int64_t at = 0; at < count; at += kernel.rows) {
        int64_t const here = std::min<int64_t>(kernel.rows, count - at);
        scorer.ScoreBlock(kernel, reader, {first + at, here}, range, workspace, &out[at]);
      }
      for (double& score : out) FinishScores(bench.forest, range.count, &score);
    }));
  }
  return times;
}

}  // namespace

int main(int argc, char** argv) {
  if (argc != 3) return 2;
  Bench const bench(ReadAll(argv[1]), ReadAll(argv[2]));
  std::printf("{\"rows\": [");
  for (int64_t const count : kCounts) {
    std::printf("%s%lld", count == 1 ? "" : ", ", static_cast<long long>(count));
  }
  std::printf("]");
  Print("row by row", RowPath(bench));
#ifdef WINBACK_X86
  for (auto const& [isa, kernels] :
       {std::pair(Isa::kAvx2, &kBitsAvx2), std::pair(Isa::kAvx512, &kBitsAvx512)}) {
    if (!Supports(isa)) continue;
    for (BitsKernel const& kernel : kernels->by_size) {
      if (kernel.rows == 0) continue;
      std::string const name = std::string(IsaName(isa)) + " " + std::to_string(kernel.rows);
      Print(name.c_str(), Blocks(bench, kernel));
    }
  }
#endif
  std::printf("}\n");
  return 0;
}
