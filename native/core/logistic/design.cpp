#include "core/logistic/design.h"

#include <algorithm>
#include <cmath>
#include <string>

#include "core/base/error.h"

namespace winback::logistic {
namespace {

[[noreturn]] void ThrowInfinite(Table const& table, size_t feature, Block const& block,
                                int64_t row) {
  int64_t before = 0;
  for (size_t k = 0; k < block.chunk; ++k) before += table.chunk_lengths[k];
  throw Error(ErrorCode::kBadInput, "column " + table.columns[feature].name + ", row " +
                                        std::to_string(before + row + 1) + " is infinite");
}

// Mean and standard deviation of the present values, by Welford's update.
void MeasureNumeric(Table const& table, size_t index, Feature& feature) {
  double count = 0;
  double mean = 0;
  double squares = 0;
  auto const& chunks = table.columns[index].chunks;
  for (size_t k = 0; k < chunks.size(); ++k) {
    for (int64_t row = 0; row < chunks[k].length; ++row) {
      double const value = ValueAt(chunks[k], row);
      if (std::isnan(value)) continue;
      if (std::isinf(value)) ThrowInfinite(table, index, {k, 0, 0}, row);
      count += 1;
      double const step = value - mean;
      mean += step / count;
      squares += step * (value - mean);
    }
  }
  double const deviation = count > 1 ? std::sqrt(squares / count) : 0;
  feature.mean = mean;
  feature.scale = deviation > 0 && std::isfinite(deviation) ? deviation : 1;
}

}  // namespace

std::vector<Block> BlocksOf(Table const& table) {
  std::vector<Block> blocks;
  for (size_t chunk = 0; chunk < table.chunk_lengths.size(); ++chunk) {
    for (int64_t start = 0; start < table.chunk_lengths[chunk]; start += kBlockRows) {
      blocks.push_back({chunk, start, std::min(kBlockRows, table.chunk_lengths[chunk] - start)});
    }
  }
  return blocks;
}

Design LayOut(std::vector<Feature> features) {
  Design design;
  for (auto& feature : features) {
    feature.first = design.columns;
    design.columns += feature.categorical ? feature.categories + 1 : 2;
  }
  design.features = std::move(features);
  return design;
}

Design MeasureDesign(Table const& table, std::span<int const> categories) {
  std::vector<Feature> features(table.columns.size());
  for (size_t i = 0; i < features.size(); ++i) {
    features[i].categorical = table.columns[i].categorical;
    features[i].categories = features[i].categorical ? categories[i] : 0;
    if (!features[i].categorical) MeasureNumeric(table, i, features[i]);
  }
  return LayOut(std::move(features));
}

void FillBlock(Table const& table, Design const& design, Block const& block,
               std::span<double> out) {
  auto const width = static_cast<size_t>(design.columns);
  std::fill(out.begin(), out.begin() + static_cast<std::ptrdiff_t>(block.length) * design.columns,
            0.0);
  for (size_t f = 0; f < design.features.size(); ++f) {
    Feature const& feature = design.features[f];
    ColumnChunk const& chunk = table.columns[f].chunks[block.chunk];
    for (int64_t i = 0; i < block.length; ++i) {
      double const value = ValueAt(chunk, block.start + i);
      double* row = out.data() + static_cast<size_t>(i) * width + feature.first;
      if (feature.categorical) {
        bool const known = value >= 0 && value < feature.categories;
        row[known ? 1 + static_cast<int>(value) : 0] = 1;
      } else if (std::isnan(value)) {
        row[1] = 1;
      } else {
        if (std::isinf(value)) ThrowInfinite(table, f, block, block.start + i);
        row[0] = (value - feature.mean) / feature.scale;
      }
    }
  }
}

}  // namespace winback::logistic
